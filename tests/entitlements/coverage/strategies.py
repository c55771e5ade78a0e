"""Hypothesis strategies: calendars around the days on which clocks change, portfolios, requests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from hypothesis import strategies as st

from entitlements.coverage import (
    DEFAULT_PACKAGES,
    Calendar,
    Contract,
    Entitlement,
    Kind,
    Lifecycle,
    Package,
    Portfolio,
    Request,
    Span,
    Where,
    Window,
)

from .oracle import Oracle, clock_changes
from .world import REGIONS

ZONES = sorted(available_timezones())
DAYS = 14
# Half-hour shifts, midnight gaps, skipped days, and the usual ones.
ODD_ZONES = [
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "America/Havana",
    "Africa/Cairo",
    "Asia/Gaza",
    "Pacific/Apia",
    "Pacific/Kwajalein",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Asia/Tehran",
    "America/Los_Angeles",
    "Europe/London",
]


@dataclass(frozen=True)
class Fortnight:
    """A calendar, the same as an oracle, and the fortnight that is looked at."""

    calendar: Calendar
    oracle: Oracle
    start: datetime

    @property
    def end(self) -> datetime:
        return self.start + timedelta(days=DAYS)


minutes = st.one_of(st.sampled_from([0, 30, 60, 90, 120, 150, 180, 540, 1020, 1320, 1410]), st.integers(0, 1439))
shifts = st.lists(st.tuples(minutes, st.one_of(minutes, st.just(1440))), max_size=3).map(tuple)


@st.composite
def starts(draw: st.DrawFn, zone: str) -> datetime:
    """The first instant of a fortnight, around a change of the zone's clock where the year has one."""
    year = draw(st.integers(1990, 2040))
    changes = clock_changes(zone, year)
    middle = draw(st.sampled_from(changes)) if changes else datetime(year, draw(st.integers(1, 12)), 9, tzinfo=UTC)
    return middle - timedelta(days=draw(st.integers(3, 9)), minutes=draw(st.integers(0, 1440)))


@st.composite
def windows(draw: st.DrawFn) -> Fortnight:
    """A fortnight of a calendar with everything that a calendar can have."""
    zone = draw(st.one_of(st.sampled_from(ODD_ZONES), st.sampled_from(ZONES)))
    start = draw(starts(zone))
    days = [start.date() + timedelta(days=index) for index in range(-2, DAYS + 2)]
    some_days = st.lists(st.sampled_from(days), max_size=3)
    hours = tuple(draw(st.lists(shifts, min_size=7, max_size=7)))
    holidays = frozenset(draw(some_days))
    openings = {day: draw(shifts) for day in draw(some_days)}
    closures = tuple((day, draw(minutes), draw(st.integers(1, 1440))) for day in draw(some_days))
    closed = tuple(draw(st.lists(closed_spans(start), max_size=2)))
    first = draw(st.integers(0, 6))
    oracle = Oracle(zone, hours, holidays, closures, closed, openings, first)
    spans = tuple(Span(*run) for run in closed)
    calendar = Calendar(zone, hours, holidays, closures, spans, tuple(openings.items()), first)
    return Fortnight(calendar, oracle, start)


def closed_spans(start: datetime) -> st.SearchStrategy[tuple[datetime, datetime]]:
    """A closure as instants within the fortnight."""
    return st.tuples(st.integers(0, DAYS * 1440), st.integers(0, 3000)).map(
        lambda found: (start + timedelta(minutes=found[0]), start + timedelta(minutes=found[0] + found[1]))
    )


def mostly(usual: object, *others: object) -> st.SearchStrategy[Any]:
    """The usual value, in one draw of six another."""
    return st.sampled_from([usual] * (5 * len(others)) + list(others))


BEGINNING = date(2025, 10, 1)
days_of_terms = st.dates(BEGINNING, date(2027, 6, 1))
starts_of_terms = st.one_of(st.just(BEGINNING), st.just(BEGINNING), days_of_terms)
ends_of_terms = st.one_of(st.none(), st.just(date(2027, 3, 1)), days_of_terms)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001 - made aware below
    lambda at: at.replace(tzinfo=UTC)
)
codes_of_regions = st.sampled_from([*REGIONS, "NOWHERE"])


@st.composite
def entitlements(draw: st.DrawFn) -> Entitlement:
    """A line of any package with any term, the odd ones too."""
    code = draw(st.sampled_from(sorted(DEFAULT_PACKAGES)))
    return Entitlement(code, draw(starts_of_terms), draw(ends_of_terms))


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    """A contract with any lines, mostly Gold among them."""
    contract = Contract(
        draw(mostly("AMER", "EMEA", "NOWHERE")),
        draw(mostly(BEGINNING, date(2026, 6, 1))),
        draw(mostly(None, date(2026, 9, 1))),
        frozenset(draw(st.lists(codes_of_regions, max_size=3))),
        is_active=draw(mostly(True, False)),  # noqa: FBT003 - a value to draw
    )
    lines = draw(st.lists(entitlements(), max_size=6))
    if draw(mostly(True, False)):  # noqa: FBT003 - a value to draw
        lines.append(Entitlement("gold", BEGINNING, draw(mostly(None, date(2026, 8, 1)))))
    held = draw(mostly(contract, None))
    return Portfolio(held, tuple(lines), DEFAULT_PACKAGES, draw(st.integers(0, 2)))


odd_packages = st.builds(
    Package,
    st.just("odd"),
    st.sampled_from(Window),
    st.sampled_from(Where),
    st.frozensets(st.sampled_from(Lifecycle)),
    st.frozensets(st.sampled_from(["gold", "odd", "never"])),
    covers_holidays=st.booleans(),
    covers_questions=st.booleans(),
    offered_to_subscribers=st.booleans(),
    eligible_severities=st.frozensets(st.integers(1, 4)),
    minimum_units=st.integers(0, 3),
)


@st.composite
def odd_portfolios(draw: st.DrawFn) -> Portfolio:
    """A portfolio of another vendor, with packages of any kind, also where Gold should be."""
    usual = draw(portfolios())
    packages = dict(DEFAULT_PACKAGES) | {"odd": draw(odd_packages)}
    if draw(st.booleans()):
        packages["gold"] = replace(draw(odd_packages), code="gold", needs=frozenset())
    line = Entitlement("odd", draw(starts_of_terms), draw(ends_of_terms))
    return replace(usual, packages=packages, entitlements=(*usual.entitlements, line))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Any question about 2026."""
    at = draw(moments)
    begins = at + timedelta(hours=draw(st.integers(-6, 30)))
    window = Span(begins, begins + timedelta(hours=draw(st.integers(0, 8))))
    return Request(
        at,
        draw(st.one_of(st.none(), codes_of_regions)),
        draw(mostly(Lifecycle.SUPPORTED, Lifecycle.SUNSET, Lifecycle.EOL)),
        licensed=draw(mostly(True, False)),  # noqa: FBT003 - a value to draw
        kind=draw(mostly(Kind.BREAK_FIX, Kind.MAINTENANCE, Kind.MAINTENANCE, Kind.EMERGENCY, Kind.QUESTION)),
        severity=draw(st.sampled_from([1, 1, 2, 3, 4])),
        window=draw(st.sampled_from([None, window])),
        emergency_confirmed=draw(st.booleans()),
    )
