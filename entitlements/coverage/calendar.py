"""The calendar of a region: when it is open (R4) and when its business week runs (R5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache, partial
from hashlib import sha256
from typing import Final

from entitlements.coverage.algebra import common, merged, without
from entitlements.coverage.hours import DAY_MINUTES, DAYS_OF_WEEK, Shift, Shifts, WallHours
from entitlements.coverage.instants import DAY, micros, year_start
from entitlements.coverage.track import Block, Track
from entitlements.coverage.values import Span
from entitlements.coverage.week import week_pairs
from entitlements.coverage.zones import project, segments, zone_of

Hours = tuple[Shifts, ...]
CLOSED_WEEK: Final[Hours] = ((),) * DAYS_OF_WEEK
# Compiled years kept in memory, for all calendars together; a year of usual hours takes about 40 kB.
_YEARS_KEPT: Final = 512
_PADDING: Final = 16 * DAY


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a region is open, pointwise on the wall clock of its zone (R4).

    `hours` holds seven weekdays, Monday first, each a tuple of shifts in minutes of the local day:
    `0 <= opens <= 1440`, `0 <= closes <= 1440`, and a shift that closes at or before it opens runs into the next day.
    `openings` replace the weekly hours of one date and win over a holiday; `closures` are (date, from minute, to
    minute); `closed` are instants; both beat openings. Raises ValueError for an unknown zone or odd hours. Searches
    give up after ten years with None.
    """

    zone: str
    hours: Hours
    holidays: frozenset[date] = frozenset()
    closures: tuple[tuple[date, int, int], ...] = ()
    closed: tuple[Span, ...] = ()
    openings: tuple[tuple[date, Shifts], ...] = ()
    first_weekday: int = 0
    _hash: int = field(init=False, repr=False, compare=False)
    _open: Track = field(init=False, repr=False, compare=False)
    _week: Track = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        zone_of(self.zone)
        _check(self)
        key = (self.zone, self.hours, self.holidays, self.closures, self.closed, self.openings, self.first_weekday)
        object.__setattr__(self, "_hash", hash(key))
        object.__setattr__(self, "_open", Track(partial(_open_year, self)))
        object.__setattr__(self, "_week", Track(partial(_week_year, self)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def version(self) -> str:
        """A short key, the same for equal calendars in every process: a promise names by it what it used."""
        parts = [self.zone, self.hours, sorted(self.holidays), self.closures, self.closed, self.openings]
        return sha256(repr([*parts, self.first_weekday]).encode()).hexdigest()[:16]

    def is_open(self, at: datetime) -> bool:
        """Whether the region is open at `at`."""
        return self._open.is_open(at)

    def next_open(self, at: datetime) -> datetime | None:
        """The first open instant at or after `at`."""
        return self._open.next_open(at)

    def next_close(self, at: datetime) -> datetime | None:
        """The first closed instant at or after `at`."""
        return self._open.next_close(at)

    def prev_close(self, at: datetime) -> datetime | None:
        """The latest close at or before `at`; `at` itself when it is open just before it."""
        return self._open.prev_close(at)

    def add(self, at: datetime, seconds: float) -> datetime | None:
        """The earliest instant by which `seconds` of open time have passed since `at`; backwards when negative."""
        return self._open.add(at, seconds)

    def between(self, start: datetime, end: datetime) -> float:
        """The seconds of open time from `start` to `end`, negative when `end` is before `start`."""
        return self._open.between(start, end)

    def spans(self, start: datetime, end: datetime) -> list[Span]:
        """The open spans from `start` to `end`, clipped and merged."""
        return self._open.spans(start, end)

    def week_spans(self, start: datetime, end: datetime) -> list[Span]:
        """The spans of the business week (R5) from `start` to `end`, clipped and merged."""
        return self._week.spans(start, end)

    @property
    def open_time(self) -> Track:
        """The open hours (R4) as a track."""
        return self._open

    @property
    def week_time(self) -> Track:
        """The business week (R5) as a track."""
        return self._week


@lru_cache(maxsize=64)
def without_holidays(calendar: Calendar) -> Calendar:
    """The same calendar as if there were no holidays."""
    return replace(calendar, holidays=frozenset())


@lru_cache(maxsize=_YEARS_KEPT)
def _open_year(calendar: Calendar, year: int) -> Block:
    start, end = year_start(year), year_start(year + 1)
    parts = segments(calendar.zone, start, end)
    walls = _wall_hours(calendar).walls(start // DAY - 2, end // DAY + 2)
    closed = merged((micros(span.starts_at), micros(span.ends_at)) for span in calendar.closed)
    return Block(year, without(project(parts, walls), closed))


@lru_cache(maxsize=_YEARS_KEPT)
def _week_year(calendar: Calendar, year: int) -> Block:
    start, end = year_start(year), year_start(year + 1)
    parts = segments(calendar.zone, start - _PADDING, end + _PADDING)
    pairs = week_pairs(parts, calendar.hours, calendar.holidays, calendar.first_weekday)
    return Block(year, common(pairs, [(start, end)]))


@lru_cache(maxsize=64)
def _wall_hours(calendar: Calendar) -> WallHours:
    return WallHours(calendar.hours, calendar.holidays, calendar.openings, calendar.closures)


def _check(calendar: Calendar) -> None:
    if len(calendar.hours) != DAYS_OF_WEEK or not 0 <= calendar.first_weekday < DAYS_OF_WEEK:
        raise ValueError("hours are seven weekdays, Monday first, and first_weekday is one of them")
    shifts: list[Shift] = [shift for day in calendar.hours for shift in day]
    shifts.extend(shift for _, day in calendar.openings for shift in day)
    shifts.extend((start, end) for _, start, end in calendar.closures)
    if any(not 0 <= minute <= DAY_MINUTES for shift in shifts for minute in shift):
        raise ValueError("hours lie between 0 and 1440 minutes of their day")
