"""The weeks ahead of every rotation as lanes under one axis of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from common.days import day
from common.strip import percent
from oncall import rules
from oncall.portfolio import DeskWatch, Watch

LAST = 0.93
"""From this part of a lane on there is no room for the day of a Monday."""
NAMED = 0.1
"""From this part of a lane on a stretch is wide enough for a name."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of a lane: who holds it, where it lies as SVG wants it, and whether it has room for a name.

    `name` is empty where nobody is on call; `span` says from when until when, in the reader's zone.
    """

    name: str
    span: str
    x: str
    width: str
    is_wide: bool


@dataclass(frozen=True)
class Lane:
    """A rotation with its stretches; `gap_hours` says how long nobody is on call in 52 weeks, empty if for ever."""

    row: DeskWatch
    stretches: list[Stretch]
    gap_hours: str


@dataclass(frozen=True)
class Weeks:
    """The lanes, and the Mondays that divide them."""

    lanes: list[Lane]
    ticks: list[tuple[str, date]]


def lay_out(rows: Sequence[DeskWatch], at: datetime, weeks: int, zone: tzinfo) -> Weeks:
    """Lay the rotations over the weeks from `at`, divided where Mondays begin in `zone`."""
    today = at.astimezone(zone).date()
    start, end = at, at + timedelta(weeks=weeks)
    first = today + timedelta(days=7 - today.weekday())
    mondays = [first + timedelta(weeks=number) for number in range(weeks)]
    return Weeks(
        lanes=[_lane(row, start, end) for row in rows],
        ticks=[(percent(place), day) for day in mondays if (place := _place(_midnight(day, zone), start, end)) < LAST],
    )


def _lane(row: DeskWatch, start: datetime, end: datetime) -> Lane:
    seconds = row.gap_seconds
    stretches = [_stretch(watch, start, end) for watch in row.watches if watch.agent or watch.is_gap]
    return Lane(row, stretches, "" if seconds is None else rules.hours(seconds))


def _stretch(watch: Watch, start: datetime, end: datetime) -> Stretch:
    opens = _place(max(watch.starts_at, start), start, end)
    closes = 1.0 if watch.ends_at is None else _place(min(watch.ends_at, end), start, end)
    width, name = closes - opens, str(watch.agent) if watch.agent else ""
    span = f"{_said(watch.starts_at)} \N{EN DASH} {_said(watch.ends_at) if watch.ends_at else _('further notice')}"
    return Stretch(name, span, percent(opens), percent(width), width >= NAMED)


def _said(at: datetime) -> str:
    local = at.astimezone(get_current_timezone())
    return f"{day(local, 'D j M')}, {local:%H:%M}"


def _place(at: datetime, start: datetime, end: datetime) -> float:
    return (at - start) / (end - start)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
