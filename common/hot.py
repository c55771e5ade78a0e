"""Hot parts of pages: what stands fifty or two hundred times, written by Jinja, which is compiled (`hot/`).

A page is Django's, and shows such a part by `{% hot "tickets/queue_rows.jinja" rows=page.rows %}`. What Django's tags
say, Jinja's functions of the same name say in the same words. A row or a message whose markup follows from its values
is `kept`: what the same values gave before is shown again.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import lru_cache
from typing import Any, cast

from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context

from common import saying
from common.addresses import address
from common.direction import apart

NOON = time(12)
KEPT = 4096
"""So many kept parts there are in a process at most; a row takes 2 kB, a message what its text takes twice."""
KEPT_PLACES = 256
"""So many zones, languages and days are told apart at once."""


def environment(**options: Any) -> Environment:
    """What a hot part knows besides what it is given."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 - Django's backend escapes
    made.globals.update(
        _=gettext,
        ngettext=ngettext,
        address=address,
        icon=saying.icon,
        component=saying.component,
        apart=apart,
        mailbox=saying.mailbox,
        included=_included,
        kept=kept,
        **{name: _told_the_time(getattr(saying, name)) for name in ("instant", "countdown", "promise", "event")},
    )
    return made


@dataclass(frozen=True)
class _Place:
    """What a part depends on besides its values: language, the reader's zone, and noon of its day."""

    language: str | None
    zone: tzinfo
    noon: datetime | None


def render(name: str, **given: Any) -> SafeString:
    """The part of that name, with the instant of the page as `now`."""
    part = cast("Any", engines["jinja2"]).env.get_template(name)
    return SafeString(part.render(given, place=_place(given.get("now"))))


def _place(now: datetime | None) -> _Place:
    zone = timezone.get_current_timezone()
    return _place_on(get_language(), zone, now.astimezone(zone).date() if now else None)


@lru_cache(maxsize=KEPT_PLACES)
def _place_on(language: str | None, zone: tzinfo, day: date | None) -> _Place:
    """One object, so that it need not be compared for each part."""
    return _Place(language, zone, datetime.combine(day, NOON, zone) if day else None)


@pass_context
def kept(context: Context, name: str, **given: Hashable) -> SafeString:
    """The part of that name, kept by what it is given, which is all that it knows.

    A value compares equal only to what looks the same: a frozen dataclass or a tuple of texts, numbers and instants.
    The part may say the day of an instant (`instant`), and not how far away it is, which is another thing a minute
    later: such words are values.
    """
    return _kept(name, tuple(given.items()), context["place"])


@lru_cache(maxsize=KEPT)
def _kept(name: str, given: tuple[tuple[str, Hashable], ...], place: _Place) -> SafeString:
    return render(name, **dict(given), now=place.noon)


def _included(name: str, **given: object) -> SafeString:
    """A template of Django's, as `include ... only` shows it."""
    return render_to_string(name, given)


def _told_the_time(say: Any) -> Any:
    """A function of `saying` that takes its instant from the part that it stands in."""

    @pass_context
    def told(context: Context, *values: Any, **more: Any) -> Any:
        return say(*values, now=context.get("now"), **more)

    return told
