"""A calendar object of the door as the engine's `Calendar`."""

from __future__ import annotations

from datetime import date

from entitlements.coverage.calendar import Calendar, Hours
from entitlements.coverage.door.fields import Field
from entitlements.coverage.hours import DAYS_OF_WEEK, Shifts
from entitlements.coverage.reasons import WEEKDAYS
from entitlements.coverage.zones import known_zones


def read_calendar(found: Field) -> Calendar:
    """The calendar whose keys stand in `found`; `zone` must be there."""
    first = found.maybe("first_weekday")
    return Calendar(
        zone=read_zone(found.get("zone")),
        hours=_hours(found.maybe("hours")),
        holidays=frozenset(day.day() for day in _list(found, "holidays")),
        closures=tuple(_closure(closure) for closure in _list(found, "closures")),
        closed=tuple(span.span() for span in _list(found, "closed")),
        openings=_openings(found.maybe("openings")),
        first_weekday=0 if first is None else first.weekday(),
    )


def read_zone(found: Field) -> str:
    """An IANA zone that this installation knows."""
    if found.text() not in known_zones():
        raise found.bad("must be an IANA zone")
    return found.text()


def _hours(found: Field | None) -> Hours:
    week: list[Shifts] = [()] * DAYS_OF_WEEK
    if found is not None:
        for key, shifts in found.entries():
            if key not in WEEKDAYS:
                raise shifts.bad(f"is no weekday; they are {', '.join(WEEKDAYS)}")
            week[WEEKDAYS.index(key)] = _shifts(shifts)
    return tuple(week)


def _openings(found: Field | None) -> tuple[tuple[date, Shifts], ...]:
    if found is None:
        return ()
    return tuple((Field(shifts.path, key).day(), _shifts(shifts)) for key, shifts in found.entries())


def _shifts(found: Field) -> Shifts:
    pairs = [shift.pair() for shift in found.items()]
    return tuple((opens.minute(), closes.minute()) for opens, closes in pairs)


def _closure(found: Field) -> tuple[date, int, int]:
    return found.get("date").day(), found.get("from").minute(), found.get("to").minute()


def _list(found: Field, key: str) -> list[Field]:
    members = found.maybe(key)
    return [] if members is None else members.items()
