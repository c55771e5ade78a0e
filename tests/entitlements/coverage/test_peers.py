"""Two independent libraries agree on plain weeks: no holidays, and no change of the clock nearby.

Elsewhere they differ from R4 by design or by mistake, so nothing else is asked of them. `make bench-coverage` measures
the three beside each other.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytz
from businesstimedelta import BusinessTimeDelta, LunchTimeRule, Rules, WorkDayRule
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours, State

from entitlements.coverage import Calendar, Shifts

from .profiles import tried

# Their clocks stand still from May to July, when every question below is asked.
ZONES = ["America/Los_Angeles", "Europe/London", "Asia/Hong_Kong", "Asia/Kathmandu", "Australia/Sydney", "UTC"]
NAMES = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
zones = st.sampled_from(ZONES)
instants = st.datetimes(datetime(2026, 5, 1), datetime(2026, 7, 1)).map(  # noqa: DTZ001 - made aware here
    lambda at: at.replace(microsecond=0, tzinfo=ZoneInfo("UTC"))
)
amounts = st.integers(1, 60 * 3600)
clock_times = st.integers(0, 95).map(lambda quarter: quarter * 15)


@st.composite
def weeks(draw: st.DrawFn) -> list[Shifts]:
    """Up to three shifts a weekday, overnight ones among them."""
    shift = st.tuples(clock_times, st.one_of(clock_times, st.just(1440))).filter(lambda found: found[0] != found[1])
    return [tuple(draw(st.lists(shift, max_size=3))) for _ in NAMES]


@st.composite
def working_days(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """The same day's work with a break on some weekdays: the days, and four times in minutes."""
    days = draw(st.lists(st.integers(0, 6), min_size=1, unique=True))
    times = draw(st.lists(clock_times, min_size=4, max_size=4, unique=True))
    return sorted(days), sorted(times)


def written(week: list[Shifts]) -> str:
    """The week in the notation of OpenStreetMap; rules joined by a comma add up."""
    rules = [
        f"{name} {clock(opens)}-{clock(closes)}"
        for name, shifts in zip(NAMES, week, strict=True)
        for opens, closes in shifts
    ]
    return ", ".join(rules) or "off"


def clock(minute: int) -> str:
    """`08:00`, and `24:00` for the end of a day."""
    return f"{minute // 60:02}:{minute % 60:02}"


@tried(60)
@given(zones, weeks(), instants, st.integers(1, 20 * 86_400))
def test_opening_hours_py_opens_and_closes_when_we_do(
    zone: str, week: list[Shifts], start: datetime, length: int
) -> None:
    end = start + timedelta(seconds=length)
    theirs = OpeningHours(written(week), timezone=ZoneInfo(zone))
    found = joined([(opens, closes) for opens, closes, state, _ in theirs.intervals(start, end) if state is State.OPEN])
    calendar = Calendar(zone, tuple(week))
    assert [(span.starts_at, span.ends_at) for span in calendar.spans(start, end)] == found
    assert calendar.is_open(start) is theirs.is_open(start)
    seconds = sum((closes - opens).total_seconds() for opens, closes in found)
    assert calendar.between(start, end) == seconds


@tried(60)
@given(zones, working_days(), instants, amounts)
def test_businesstimedelta_counts_as_we_do_in_both_directions(
    zone: str, work: tuple[list[int], list[int]], at: datetime, amount: int
) -> None:
    rules, calendar = both(zone, *work)
    theirs = BusinessTimeDelta(rules, seconds=amount)
    assert calendar.add(at, amount) == (at + theirs).astimezone(UTC)
    assert calendar.add(at, -amount) == (theirs - at).astimezone(UTC)


@tried(60)
@given(zones, working_days(), instants, st.integers(0, 20 * 86_400))
def test_businesstimedelta_measures_as_we_do(
    zone: str, work: tuple[list[int], list[int]], start: datetime, length: int
) -> None:
    rules, calendar = both(zone, *work)
    end = start + timedelta(seconds=length)
    assert calendar.between(start, end) == rules.difference(start, end).timedelta.total_seconds()


def both(zone: str, days: list[int], times: list[int]) -> tuple[Rules, Calendar]:
    """The same week for both: work on those days, with a break in the middle."""
    opens, breaks, returns, closes = times
    where = {"working_days": days, "tz": pytz.timezone(zone)}
    work = WorkDayRule(start_time=at_minute(opens), end_time=at_minute(closes), **where)
    rest = LunchTimeRule(start_time=at_minute(breaks), end_time=at_minute(returns), **where)
    shifts = ((opens, breaks), (returns, closes))
    return Rules([work, rest]), Calendar(zone, tuple(shifts if day in days else () for day in range(7)))


def at_minute(minute: int) -> time:
    """A time of day."""
    return time(minute // 60, minute % 60)


def joined(runs: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Runs in UTC; two that touch are one."""
    out: list[tuple[datetime, datetime]] = []
    for opens, closes in runs:
        if out and out[-1][1] == opens:
            out[-1] = (out[-1][0], closes.astimezone(UTC))
        else:
            out.append((opens.astimezone(UTC), closes.astimezone(UTC)))
    return out
