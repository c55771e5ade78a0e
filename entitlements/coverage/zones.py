"""Between the wall clock of a zone and UTC.

A zone is seen as segments of constant offset. A local time is counted in microseconds as if it were UTC, so that inside
a segment wall clock and instant differ by the offset alone, and the definition of open hours stays pointwise.
"""

from __future__ import annotations

import zoneinfo
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from entitlements.coverage.algebra import Pair, merged
from entitlements.coverage.instants import DAY, SECOND, instant, micros, year_start

Segment = tuple[int, int, int]
"""First instant, end, and what to add to an instant to read the wall clock."""

# The shortest time between two changes of any zone's offset is just under four days (Freetown, 1939).
_STEP: Final = timedelta(days=2)
_EDGE: Final = timedelta(days=2)
_FIRST: Final = datetime.min.replace(tzinfo=UTC) + _EDGE
_LAST: Final = datetime.max.replace(tzinfo=UTC) - _EDGE


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """The IANA names of this installation."""
    return frozenset(zoneinfo.available_timezones())


@lru_cache(maxsize=1024)
def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """The zone of an IANA name; raises ValueError for any other name."""
    if name not in known_zones():
        raise ValueError(f"unknown zone {name!r}")
    return zoneinfo.ZoneInfo(name)


def to_utc(zone: str, local: datetime) -> datetime:
    """The instant of a typed wall time by RFC 5545.

    A skipped wall time shifts forward by the gap, a repeated one is its first occurrence. Raises OverflowError where
    the instant lies outside the years 1 to 9999.
    """
    return local.replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC)


def midnight(zone: str, day: date) -> datetime:
    """The instant at which a day of a term begins (R3)."""
    local = datetime.combine(day, time())
    try:
        return to_utc(zone, local)
    except OverflowError:
        return local.replace(tzinfo=UTC)


def local_time(zone: str, at: datetime) -> datetime:
    """What the wall clock of the zone reads at `at`, as a naive time."""
    bounded = min(max(at, _FIRST), _LAST)
    return bounded.astimezone(UTC).replace(tzinfo=None) + _offset(zone_of(zone), bounded)


def segments(zone: str, start: int, end: int) -> list[Segment]:
    """The stretches of constant offset from `start` to `end`, in order, clipped to that range."""
    found: list[Segment] = []
    for year in range(max(instant(max(start, year_start(1))).year, 1), 10_000):
        if year_start(year) >= end:
            break
        for opens, closes, offset in _year_segments(zone, year):
            if opens < end and closes > start:
                found.append((max(opens, start), min(closes, end), offset))
    return found


def project(parts: Sequence[Segment], walls: Sequence[Pair]) -> list[Pair]:
    """The instants at which the wall clock reads a time inside `walls` (merged pairs of local microseconds)."""
    starts, ends = [wall[0] for wall in walls], [wall[1] for wall in walls]
    out: list[Pair] = []
    for start, end, offset in parts:
        first, last = start + offset, end + offset
        low, high = bisect_right(ends, first), bisect_left(starts, last)
        out.extend((max(opens, first) - offset, min(closes, last) - offset) for opens, closes in walls[low:high])
    return merged(out)


def first_reading(parts: Sequence[Segment], wall: int) -> int | None:
    """The first instant at which the wall clock reads `wall` or later."""
    for start, end, offset in parts:
        if end + offset > wall:
            return max(start, wall - offset)
    return None


def last_before(parts: Sequence[Segment], wall: int) -> int | None:
    """The end of the last stretch in which the wall clock reads a time before `wall`."""
    for start, end, offset in reversed(parts):
        if start + offset < wall:
            return min(end, wall - offset)
    return None


@lru_cache(maxsize=4096)
def _year_segments(zone: str, year: int) -> tuple[Segment, ...]:
    info = zone_of(zone)
    out: list[Segment] = []
    start, end = year_start(year), year_start(year + 1)
    at, offset = instant(start), _offset(info, instant(start))
    last = instant(end - SECOND)
    while at < last:
        after = at + _STEP if last - at > _STEP else last
        changed = _offset(info, after)
        if changed != offset:
            edge = _change(info, at, after)
            out.append((start, micros(edge), _count(offset)))
            start, offset = micros(edge), changed
        at = after
    out.append((start, end, _count(offset)))
    return tuple(out)


def _change(info: zoneinfo.ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first whole second after `before` with the offset of `after`."""
    new = _offset(info, after)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
        if _offset(info, middle) == new:
            after = middle
        else:
            before = middle
    return after


def _offset(info: zoneinfo.ZoneInfo, at: datetime) -> timedelta:
    found = min(max(at, _FIRST), _LAST).astimezone(info).utcoffset()
    return found if found is not None else timedelta()


def _count(offset: timedelta) -> int:
    return offset.days * DAY + offset.seconds * SECOND
