"""What the components are made of. Everything here is generic: it knows plain values, no model."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any
from zlib import crc32

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.forms.utils import flatatt
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from common.addresses import address
from common.days import day
from common.relative import relative, words
from common.written import joined, written

register = template.Library()

register.simple_tag(address)

HUES = 8
"""How many hues the initials of people come in."""


PROMISE_TONES = {"kept": "success", "due": "info", "at-risk": "warning", "broken": "danger"}
RUNNING = frozenset({"due", "at-risk", "broken"})
"""The states of a promise whose distance is said, and goes on being said."""


@register.simple_tag
@lru_cache(maxsize=1024, typed=True)
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite; `size` may be "small". Without a `label` it is hidden from screen readers."""
    classes = f"icon icon-{size}" if size else "icon"
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, address
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, address)


@register.simple_tag
def component(which: str, **given: object) -> SafeString:
    """Show the component of that name, as `include ... only` does; what the same values gave before is kept.

    For what stands in every row of a page. Its template may depend on nothing but its values and the language.
    """
    return _component(which, get_language(), tuple((key, type(value), value) for key, value in given.items()))


@lru_cache(maxsize=4096)
def _component(which: str, _language: str | None, given: tuple[tuple[str, type, object], ...]) -> SafeString:
    """The type is part of the key: what is safe to show as it is equals, as text, what is not."""
    return render_to_string(f"components/{which}.html", {key: value for key, _type, value in given})


@register.simple_tag
def drawing(name: str) -> SafeString:
    """Draw one of the two-tone pictures of `drawings.svg`; it decorates, so screen readers skip it."""
    address = f"{static('drawings.svg')}#{name}"
    return format_html('<svg class="drawing" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag(takes_context=True)
def instant(context: Context, at: datetime, region_zone: tzinfo | None = None, region: str = "") -> SafeString:
    """Say an instant in the reader's zone, and in the region's on hover when its zone and name are given."""
    local = at.astimezone(timezone.get_current_timezone())
    hover = f"{day(local, 'l j F Y')}, {local:%H:%M} {local.tzname()}"
    if region_zone:
        there = at.astimezone(region_zone)
        hover += f" \N{MIDDLE DOT} {day(there, 'l j F')}, {there:%H:%M} {region}"
    said = absolute(local, _now(context))
    return written('<time datetime="%s" title="%s">%s</time>', at.isoformat(), hover, said)


@register.simple_tag(takes_context=True)
def countdown(context: Context, at: datetime) -> SafeString:
    """Say how far away an instant is (`in 42 min`), and keep saying it while the page is open."""
    now = _now(context)
    said = relative(at, now) if now else absolute(at.astimezone(timezone.get_current_timezone()), None)
    return written('<span class="nowrap" data-due-at="%s">%s</span>', at.isoformat(), said)


@register.simple_tag(takes_context=True)
def promise(
    context: Context, state: str, at: datetime | None = None, *, name: str = "", note: str = "", large: bool = False
) -> SafeString:
    """Show a promise with its clock: kept, due, at-risk, broken or paused, and when it is or was.

    `note` says why it is paused. A `large` one stands in the head of a ticket and says by `name` what is promised.
    """
    word = component("promise_state", state=state, **({"name": name} if large and name else {}))
    clock = SafeString()
    if at and state in RUNNING:
        clock = countdown(context, at)
        clock += written('<span class="muted nowrap">· %s</span>', instant(context, at)) if large else SafeString()
    elif at:
        clock = instant(context, at)
    classes = f"promise promise-{state} tone-{PROMISE_TONES.get(state, 'neutral')}{' promise-large' if large else ''}"
    said = written('<span class="promise-note">%s</span>', note) if note else ""
    return written('<span class="%s">\n%s\n%s\n%s</span>', classes, word, clock, said)


@register.simple_tag(takes_context=True)
def event(context: Context, icon_name: str, text: str, at: datetime, origin: str = "") -> SafeString:
    """Show one muted line of history: what happened and when, and the merged ticket it happened in."""
    came = " \N{MIDDLE DOT} " + gettext("from %(origin)s") % {"origin": origin} if origin else ""
    line = '<div class="event">%s<span>%s%s · %s</span></div>'
    return written(line, icon(icon_name, "small"), text, came, instant(context, at))


@register.simple_tag
def acts(offered: Iterable[Any]) -> SafeString:
    """Show what can be done with a message: `icon`, `label`, `url`, and `quotes` for what fills the composer."""
    link = '<a class="btn btn-quiet btn-sm" data-%s href="%s">%s<span>%s</span></a>'
    rows = (("quote" if act.quotes else "dialog", act.url, icon(act.icon, "small"), act.label) for act in offered)
    return joined(written(link, *row) for row in rows)


def absolute(local: datetime, now: datetime | None) -> str:
    """Say a local instant as short as it stays clear: the year only when it is another one than `now`'s."""
    today = now.astimezone(local.tzinfo) if now else None
    if today and today.date() == local.date():
        return gettext("today, %(time)s") % {"time": f"{local:%H:%M}"}
    pattern = "D j M" if today and today.year == local.year else "D j M Y"
    return f"{day(local, pattern)}, {local:%H:%M}"


def _request(context: Context) -> Any:
    return getattr(context, "request", None) or context.get("request")


def _now(context: Context) -> datetime | None:
    found = getattr(_request(context), "at", None)
    return found if isinstance(found, datetime) else None


@register.simple_tag(takes_context=True)
def server_now(context: Context) -> str:
    """Say the request's instant for the script that keeps times true; empty where there is no request."""
    now = _now(context)
    return now.isoformat() if now else ""


@register.simple_tag
def relative_words() -> str:
    """Say the words of relative times, for the same script."""
    return words()


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """Say which theme the reader chose: "light", "dark", or nothing to follow the system."""
    request = _request(context)
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in {"light", "dark"} else ""


@register.filter
def initials(name: object) -> str:
    """Shorten a person's name to at most two letters."""
    parts = str(name).replace("@", " ").split()
    return "".join(part[0] for part in [*parts[:1], *parts[1:][-1:]]).upper()


@register.filter
def hue(name: object) -> int:
    """Give a name one of eight hues, always the same one."""
    return crc32(str(name).encode()) % HUES


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Render a field's widget with the class that its kind is styled by."""
    widget = field.field.widget
    own = str(widget.attrs.get("class", ""))
    kind = "" if _is_choice(field) else "form-select" if isinstance(widget, Select) else "form-control"
    return field.as_widget(attrs={"class": f"{kind} {own}".strip()} if kind or own else {})


@register.simple_tag
def options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """Write the options of a list, as the widget gives them: a group without a name is none."""
    group = '\n  <optgroup label="%s">%s\n  </optgroup>'
    return joined(
        written(group, name, _options(chosen)) if name else _options(chosen) for name, chosen, _index in groups
    )


def _options(chosen: Iterable[dict[str, Any]]) -> SafeString:
    option = '\n  <option value="%s"%s>%s</option>'
    return joined(
        written(option, each["value"], flatatt(each["attrs"]) if each["attrs"] else "", each["label"])
        for each in chosen
    )


@register.filter
def field_kind(field: BoundField) -> str:
    """Say how a field is laid out: "check" for one tick, "choices" for a group, else ""."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else ""


def _is_choice(field: BoundField) -> bool:
    return bool(field_kind(field))
