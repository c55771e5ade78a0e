"""Covered time as it can be written down, and counted fast: what a promise keeps whatever is sold or closed later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from entitlements.coverage.algebra import Pair, common, merged
from entitlements.coverage.calendar import Calendar
from entitlements.coverage.cover import Grant, Timeline, calendar_for
from entitlements.coverage.instants import year_start
from entitlements.coverage.lines import Line
from entitlements.coverage.track import Block, Track
from entitlements.coverage.values import Package, Where, Window

_BY_CALENDAR = frozenset({Window.BUSINESS_HOURS, Window.BUSINESS_WEEK})


@dataclass(frozen=True, slots=True)
class Pin:
    """One grant of covered time: which package covers from which region, in which window, and in which terms.

    `terms` are pairs of microseconds since 1970, half-open.
    """

    package: str
    region: str
    window: Window
    where: Where
    covers_holidays: bool
    terms: tuple[Pair, ...]

    @property
    def needs_calendar(self) -> bool:
        """Whether the hours of its region decide when it covers."""
        return self.window in _BY_CALENDAR


def pins_of(timeline: Timeline) -> tuple[Pin, ...]:
    """The grants of a timeline in their order."""
    return tuple(
        Pin(
            package=grant.line.package.code,
            region=grant.line.region,
            window=grant.line.package.window,
            where=grant.line.package.where,
            covers_holidays=grant.line.package.covers_holidays,
            terms=tuple(grant.terms),
        )
        for grant in timeline.grants
    )


def pinned_timeline(pins: Sequence[Pin], calendars: Mapping[str, Calendar]) -> Timeline:
    """The timeline that the pins describe under `calendars`, by region; without its calendar a pin covers nothing."""
    grants = []
    for pin in pins:
        package = Package(pin.package, pin.window, pin.where, covers_holidays=pin.covers_holidays)
        line = Line(package, pin.region, pin.terms, pin.terms)
        calendar = calendar_for(line, calendars)
        if not pin.needs_calendar:
            grants.append(Grant(line, pin.terms, None))
        elif calendar is not None:
            is_week = pin.window is Window.BUSINESS_WEEK
            grants.append(Grant(line, pin.terms, calendar.week_time if is_week else calendar.open_time))
    return Timeline(tuple(grants))


def compiled(timeline: Timeline) -> Track:
    """The covered time of a timeline as one track: who covers is forgotten, and a deadline is found by bisection.

    It answers `add` and `between` as the timeline does.
    """
    years: dict[int, Block] = {}

    def block(year: int) -> Block:
        if year not in years:
            years[year] = Block(year, merged(pair for grant in timeline.grants for pair in _covered(grant, year)))
        return years[year]

    return Track(block)


def _covered(grant: Grant, year: int) -> list[Pair]:
    """What the grant covers of a UTC year."""
    whole = [(year_start(year), year_start(year + 1))]
    terms = common(merged(grant.terms), whole)
    return terms if grant.track is None or not terms else common(grant.track.pairs(year), terms)
