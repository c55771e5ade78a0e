"""Opening hours on the wall clock (R4): which local times of which dates are open.

A shift is a pair of minutes of its day; an end at or before its start lies in the next day. Local times are counted in
microseconds from 1970-01-01 as if they were UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from entitlements.coverage.algebra import Pair, merged, without
from entitlements.coverage.instants import DAY, MINUTE, day_number

Shift = tuple[int, int]
"""Opens and closes, in minutes of the local day."""

Shifts = tuple[Shift, ...]
DAYS_OF_WEEK: Final = 7
DAY_MINUTES: Final = 1440
_EPOCH_WEEKDAY: Final = 3


def weekday(day: int) -> int:
    """The weekday of a day number, Monday being 0."""
    return (day + _EPOCH_WEEKDAY) % DAYS_OF_WEEK


def reach(shift: Shift) -> Pair:
    """Opening and closing in microseconds after the midnight that begins the shift's day."""
    opens, closes = shift
    return opens * MINUTE, (closes if closes > opens else closes + DAY_MINUTES) * MINUTE


class WallHours:
    """The local times at which a calendar is open, holidays and partial closures taken out."""

    __slots__ = ("_closures", "_holidays", "_openings", "_weekly")

    def __init__(
        self,
        hours: Iterable[Shifts],
        holidays: Iterable[date],
        openings: Iterable[tuple[date, Shifts]],
        closures: Iterable[tuple[date, int, int]],
    ) -> None:
        self._weekly = [[reach(shift) for shift in shifts] for shifts in hours]
        self._holidays = frozenset(day_number(day) for day in holidays)
        self._openings: dict[int, list[Pair]] = {}
        for day, shifts in openings:
            self._openings.setdefault(day_number(day), []).extend(reach(shift) for shift in shifts)
        self._closures = merged(_closure(day, start, end) for day, start, end in closures)

    def walls(self, first_day: int, last_day: int) -> list[Pair]:
        """The open local times of the days from `first_day` up to, not including, `last_day`."""
        out: list[Pair] = []
        for day in range(first_day - 1, last_day):
            shifts = self._openings.get(day, self._weekly[weekday(day)])
            midnight = day * DAY
            for opens, closes in shifts:
                self._lay(out, day, midnight + opens, midnight + closes)
        return without(merged(out), self._closures)

    def _lay(self, out: list[Pair], day: int, opens: int, closes: int) -> None:
        """Add a shift of `day` in its two parts: before its midnight, and the tail after it."""
        midnight = (day + 1) * DAY
        if day not in self._holidays or day in self._openings:
            out.append((opens, min(closes, midnight)))
        if closes > midnight and day + 1 not in self._holidays:
            out.append((max(opens, midnight), closes))


def _closure(day: date, start: int, end: int) -> Pair:
    opens, closes = reach((start, end))
    midnight = day_number(day) * DAY
    return midnight + opens, midnight + closes
