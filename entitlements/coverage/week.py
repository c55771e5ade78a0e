"""The business week of Business Day After-Hours (R5).

Per week one continuous span from the first opening to the last closing of its business days; holidays are cut out
from local midnight to midnight. Business days are the dates with weekly hours that are not holidays; closures and
openings of single dates play no part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from entitlements.coverage.algebra import Pair, merged, without
from entitlements.coverage.hours import DAYS_OF_WEEK, Shifts, reach, weekday
from entitlements.coverage.instants import DAY, day_number
from entitlements.coverage.zones import Segment, first_reading, last_before, project


def week_pairs(
    parts: Sequence[Segment], hours: Sequence[Shifts], holidays: Iterable[date], first_weekday: int
) -> list[Pair]:
    """The business weeks that begin within `parts`, in microseconds since 1970 UTC."""
    closed = {day_number(day) for day in holidays}
    weekly = [[reach(shift) for shift in shifts] for shifts in hours]
    first = (parts[0][0] + parts[0][2]) // DAY
    last = (parts[-1][1] + parts[-1][2]) // DAY
    start = first - (weekday(first) - first_weekday) % DAYS_OF_WEEK
    spans = []
    for monday in range(start, last + 1, DAYS_OF_WEEK):
        days = [day for day in range(monday, monday + DAYS_OF_WEEK) if day not in closed]
        spans.extend(_hull(parts, [(day * DAY, weekly[weekday(day)]) for day in days]))
    walls = merged((day * DAY, (day + 1) * DAY) for day in closed if first - 1 <= day <= last + 1)
    return without(merged(spans), project(parts, walls))


def _hull(parts: Sequence[Segment], days: Iterable[tuple[int, Sequence[Pair]]]) -> list[Pair]:
    """From the first instant to the last at which a shift of these days is open; empty when none ever is."""
    opened: list[int] = []
    closed: list[int] = []
    for midnight, shifts in days:
        for opens, closes in shifts:
            start, end = first_reading(parts, midnight + opens), last_before(parts, midnight + closes)
            if start is not None and end is not None and start < end:
                opened.append(start)
                closed.append(end)
    return [(min(opened), max(closed))] if opened else []
