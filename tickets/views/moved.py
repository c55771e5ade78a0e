"""What moves promises, in words: for the review of a change, and for the line in a ticket's history."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets import wording

TITLES: Mapping[str, Promise] = {
    "calendar": _("The calendar of %(name)s changed"),
    "contract": _("Contract %(name)s changed"),
    "targets": _("The targets of %(name)s changed"),
}
BECAUSE: Mapping[str, Promise] = {
    "calendar": _("the calendar of %(name)s changed"),
    "contract": _("contract %(name)s changed"),
    "targets": _("the targets of %(name)s changed"),
}
NAMED = 3
"""How many days a line of the history names."""


def title(cause: str, facts: Mapping[str, Any]) -> str:
    """What changed, as a heading."""
    return str(TITLES[cause]) % facts


def details(facts: Mapping[str, Any]) -> list[str]:
    """What changed in a calendar, a sentence each; nothing of another cause."""
    closed = [
        gettext("%(day)s is a day off: %(name)s") % {"day": _day(day), "name": name}
        if name
        else gettext("%(day)s is a day off") % {"day": _day(day)}
        for day, name in facts.get("closed", ())
    ]
    opened = [gettext("%(day)s is a day off no longer") % {"day": _day(day)} for day in facts.get("opened", ())]
    hours = [gettext("Weekly hours, closures or openings changed")] if facts.get("hours") else []
    return [*closed, *opened, *hours]


def because(cause: str, facts: Mapping[str, Any]) -> str:
    """What changed, as the reason of a sentence."""
    said = str(BECAUSE[cause]) % facts
    named = details(facts)[:NAMED]
    return f"{said} ({'; '.join(named)})" if named else said


def line(data: Mapping[str, Any]) -> dict[str, str]:
    """The parameters of the sentence about a promise that was moved."""
    return {
        "because": because(data["cause"], data["because"]),
        "from": _instant(data.get("from")),
        "to": _instant(data.get("to")),
    }


def _instant(text: str | None) -> str:
    if not text:
        return gettext("no instant")
    return wording.day_and_time(datetime.fromisoformat(text), get_current_timezone())


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "l j F Y")
