"""What the components say, as functions: Django's tags and Jinja's functions of the same names say it.

`now` is the instant of the page; None where there is none.
"""

import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from markupsafe import escape

from common.days import day
from common.relative import relative
from common.written import written

PROMISE_TONES = {"kept": "success", "due": "info", "at-risk": "warning", "broken": "danger"}
KEPT = 1024
"""So many clocks and promises are kept in words, by what they say."""
REFERENCE = re.compile(r"\b[A-Z][A-Z0-9]{0,5}(?:-\d+)+\b")
"""What tickets, contracts and their lines are called; browsers would end a line at a hyphen of it."""
RUNNING = frozenset({"due", "at-risk", "broken"})
"""The states of a promise whose distance is said, and goes on being said."""


@lru_cache(maxsize=1024, typed=True)
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite; `size` may be "small". Without a `label` it is hidden from screen readers."""
    classes = f"icon icon-{size}" if size else "icon"
    address = f"{static('icons.svg')}#{name}"
    if label:
        return written(
            '<svg class="%s" role="img" aria-label="%s"><use href="%s"></use></svg>', classes, label, address
        )
    return written('<svg class="%s" aria-hidden="true"><use href="%s"></use></svg>', classes, address)


def component(which: str, **given: object) -> SafeString:
    """Show the component of that name, as `include ... only` does; what the same values gave before is kept.

    For what stands in every row of a page. Its template may depend on nothing but its values and the language.
    """
    return _component(which, get_language(), tuple((key, type(value), value) for key, value in given.items()))


@lru_cache(maxsize=4096)
def _component(which: str, _language: str | None, given: tuple[tuple[str, type, object], ...]) -> SafeString:
    """The type is part of the key: what is safe to show as it is equals, as text, what is not."""
    return render_to_string(f"components/{which}.html", {key: value for key, _type, value in given})


def whole(text: object) -> SafeString:
    """A text in which no line ends within a reference. What is markup already is left as it is."""
    said = str(escape(text))
    if hasattr(text, "__html__") or "-" not in said:
        return SafeString(said)
    return SafeString(REFERENCE.sub(r'<span class="nowrap">\g<0></span>', said))


def mailbox(address: str) -> SafeString:
    """A mail address: where its line must end, it ends before the `@`."""
    name, at, host = address.rpartition("@")
    return written("%s<wbr>%s%s", name, at, host)


def instant(at: datetime, region_zone: tzinfo | None = None, region: str = "", *, now: datetime | None) -> SafeString:
    """Say an instant in the reader's zone, and in the region's on hover when its zone and name are given."""
    local = at.astimezone(timezone.get_current_timezone())
    hover = f"{day(local, 'l j F Y')}, {local:%H:%M} {local.tzname()}"
    if region_zone:
        there = at.astimezone(region_zone)
        hover += f" \N{MIDDLE DOT} {day(there, 'l j F')}, {there:%H:%M} {region}"
    said = absolute(local, now)
    return written('<time datetime="%s" title="%s">%s</time>', at.isoformat(), hover, said)


def countdown(at: datetime, *, now: datetime | None) -> SafeString:
    """Say how far away an instant is (`in 42 min`), and keep saying it while the page is open."""
    return _counted(at, relative(at, now) if now else absolute(at.astimezone(timezone.get_current_timezone()), None))


@lru_cache(maxsize=KEPT)
def _counted(at: datetime, said: str) -> SafeString:
    """In UTC, so that instants that compare equal are written alike."""
    return written('<span class="nowrap" data-due-at="%s">%s</span>', at.astimezone(UTC).isoformat(), said)


def promise(
    state: str,
    at: datetime | None = None,
    *,
    name: str = "",
    note: str = "",
    large: bool = False,
    now: datetime | None,
) -> SafeString:
    """Show a promise with its clock: kept, due, at-risk, broken or paused, and when it is or was.

    `note` says why it is paused. A `large` one stands in the head of a ticket and says by `name` what is promised.
    """
    clock = SafeString()
    if at and state in RUNNING:
        clock = countdown(at, now=now)
        clock += written(' <span class="muted nowrap">%s</span>', instant(at, now=now)) if large else SafeString()
    elif at:
        clock = instant(at, now=now)
    return _promised(state, clock, name if large else "", note, get_language(), large=large)


@lru_cache(maxsize=KEPT)
def _promised(state: str, clock: SafeString, name: str, note: str, _language: str | None, *, large: bool) -> SafeString:
    word = component("promise_state", state=state, **({"name": name} if name else {}))
    classes = f"promise promise-{state} tone-{PROMISE_TONES.get(state, 'neutral')}{' promise-large' if large else ''}"
    said = written('<span class="promise-note">%s</span>', note) if note else ""
    return written('<span class="%s">\n%s\n%s\n%s</span>', classes, word, clock, said)


def event(icon_name: str, text: str, at: datetime, origin: str = "", *, now: datetime | None) -> SafeString:
    """Show one muted line of history: what happened and when, and the merged ticket it happened in."""
    came = " \N{MIDDLE DOT} " + gettext("from %(origin)s") % {"origin": origin} if origin else ""
    line = '<div class="event">%s<span>%s%s · %s</span></div>'
    return written(line, icon(icon_name, "small"), whole(text), whole(came), instant(at, now=now))


def absolute(local: datetime, now: datetime | None) -> str:
    """Say a local instant as short as it stays clear: the year only when it is another one than `now`'s."""
    today = now.astimezone(local.tzinfo) if now else None
    if today and today.date() == local.date():
        return gettext("today, %(time)s") % {"time": f"{local:%H:%M}"}
    pattern = "D j M" if today and today.year == local.year else "D j M Y"
    return f"{day(local, pattern)}, {local:%H:%M}"
