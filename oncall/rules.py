"""Who is on call at an instant. Pure: shifts are counted in local days, so a clock change never moves one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count


@dataclass(frozen=True)
class Shift:
    """One turn, half-open: the member at `index` of the rotation from `starts_at` until `ends_at`."""

    index: int
    starts_at: datetime
    ends_at: datetime


def on_call_index(
    starts_on: date, handover_minute: int, days: int, members: int, zone: tzinfo, at: datetime
) -> int | None:
    """Whose turn it is at `at`: a place among `members`, or None before the first hand-over and without members."""
    turn = _turn(starts_on, handover_minute, days, zone, at)
    return turn % members if members and turn >= 0 else None


def shifts(
    starts_on: date, handover_minute: int, days: int, members: int, zone: tzinfo, start: datetime, end: datetime
) -> Iterator[Shift]:
    """The turns that touch [start, end), each whole, in order."""
    if not members:
        return
    for turn in count(max(0, _turn(starts_on, handover_minute, days, zone, start))):
        begins, ends = (
            handover_at(starts_on + timedelta(days=number * days), handover_minute, zone) for number in (turn, turn + 1)
        )
        if begins >= end:
            return
        yield Shift(turn % members, begins, ends)


def handover_at(on: date, minute: int, zone: tzinfo) -> datetime:
    """The instant at which the wall clock of `zone` first reads `minute` on the local day `on`, in UTC.

    A minute that the clock skips is handed over later by as much as it skips; a repeated one the first time.
    """
    wall = datetime.combine(on, time(minute // 60, minute % 60), tzinfo=zone)
    return wall.astimezone(UTC)


def _turn(starts_on: date, handover_minute: int, days: int, zone: tzinfo, at: datetime) -> int:
    """The number of the turn that holds `at`, counted from 0; negative before the first."""
    day = at.astimezone(zone).date()
    if at < handover_at(day, handover_minute, zone):
        day -= timedelta(days=1)
    return (day - starts_on).days // days
