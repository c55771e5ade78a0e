"""What holds for every calendar, in every zone, around every change of the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from entitlements.coverage import Calendar

from .profiles import tried
from .strategies import DAYS, ZONES, Fortnight, windows

SECOND = timedelta(seconds=1)
offsets = st.integers(0, DAYS * 86_400)
amounts = st.integers(1, 300_000)
ALWAYS = (((0, 1440),),) * 7


@tried(40)
@given(windows())
def test_every_minute_is_open_or_closed_as_the_wall_clock_says(window: Fortnight) -> None:
    found = [(span.starts_at, span.ends_at) for span in window.calendar.spans(window.start, window.end)]
    assert found == window.oracle.runs(window.start, DAYS * 1440)


@tried(12)
@given(windows())
def test_the_business_week_is_the_hull_of_its_business_days_without_holidays(window: Fortnight) -> None:
    start, end = window.start + timedelta(days=3), window.start + timedelta(days=11)
    found = [(span.starts_at, span.ends_at) for span in window.calendar.week_spans(start, end)]
    assert found == window.oracle.week_runs(start, end)


@tried(60)
@given(windows(), offsets)
def test_the_next_opening_and_the_next_close_are_the_first_ones(window: Fortnight, offset: int) -> None:
    at = window.start + offset * SECOND
    minute = at.replace(second=0)
    wanted = not window.oracle.is_open(minute)
    change = next((m for m in _minutes(minute, window.end) if window.oracle.is_open(m) is wanted), None)
    found = window.calendar.next_open(at) if wanted else window.calendar.next_close(at)
    here = window.calendar.next_close(at) if wanted else window.calendar.next_open(at)
    assert here == at
    assert found == change if change else found is None or found >= window.end


@tried(100)
@given(windows(), offsets)
def test_the_previous_close_is_open_just_before_and_nothing_after_it_is(window: Fortnight, offset: int) -> None:
    at = window.start + offset * SECOND
    found = window.calendar.prev_close(at)
    assume(found is not None and found > window.start)
    assert found is not None
    assert window.calendar.is_open(found - timedelta(microseconds=1))
    assert window.calendar.between(found, at) == 0


@tried(120)
@given(windows(), offsets, amounts)
def test_as_much_time_lies_between_as_was_added(window: Fortnight, offset: int, amount: int) -> None:
    at = window.start + offset * SECOND
    later, earlier = window.calendar.add(at, amount), window.calendar.add(at, -amount)
    assume(later is not None and earlier is not None)
    assert later is not None
    assert earlier is not None
    assert window.calendar.between(at, later) == amount
    assert window.calendar.between(later, at) == -amount
    assert window.calendar.between(at, later - SECOND / 4) == amount - 0.25
    assert window.calendar.between(earlier, at) == amount
    assert window.calendar.between(earlier + SECOND / 4, at) == amount - 0.25


@tried(15)
@given(windows(), st.integers(0, DAYS * 1440), st.integers(1, 3000))
def test_counting_is_counting_minutes_forwards_and_backwards(window: Fortnight, offset: int, amount: int) -> None:
    at = window.start + timedelta(minutes=offset)
    is_open = window.oracle.is_open
    later = [minute for minute in _minutes(at, window.end) if is_open(minute)]
    earlier = [minute for minute in _minutes(window.start, at) if is_open(minute)]
    if amount <= len(later):
        assert window.calendar.add(at, 60 * amount) == later[amount - 1] + timedelta(minutes=1)
    if amount <= len(earlier):
        assert window.calendar.add(at, -60 * amount) == earlier[-amount]
    assert window.calendar.between(window.start, at) == 60 * len(earlier)
    assert window.calendar.between(at, window.end) == 60 * len(later)


@tried(100)
@given(windows(), offsets, amounts, amounts, st.sampled_from([1, -1]))
def test_two_amounts_one_after_the_other_are_their_sum(
    window: Fortnight, offset: int, first: int, second: int, way: int
) -> None:
    at, calendar = window.start + offset * SECOND, window.calendar
    half, whole = calendar.add(at, way * first), calendar.add(at, way * (first + second))
    assert whole is None or (half is not None and calendar.add(half, way * second) == whole)


@tried(100)
@given(windows(), offsets, amounts, st.sampled_from([1, -1]))
def test_there_and_back_passes_no_open_time(window: Fortnight, offset: int, amount: int, way: int) -> None:
    at, calendar = window.start + offset * SECOND, window.calendar
    there = calendar.add(at, way * amount)
    assume(there is not None)
    assert there is not None
    back = calendar.add(there, -way * amount)
    assert back is not None
    assert way * (back - at) >= timedelta()
    assert calendar.between(at, back) == 0


@tried(100)
@given(windows(), offsets, amounts, st.integers(0, 90_000))
def test_more_time_and_a_later_start_never_end_earlier(window: Fortnight, offset: int, amount: int, more: int) -> None:
    at = window.start + offset * SECOND
    calendar = window.calendar
    first, longer, later = (
        calendar.add(at, amount),
        calendar.add(at, amount + more),
        calendar.add(at + more * SECOND, amount),
    )
    assert first is None or longer is None or first <= longer
    assert first is None or later is None or first <= later


@tried(100)
@given(windows(), offsets, amounts, st.integers(0, DAYS))
def test_a_holiday_never_brings_a_deadline_forward(window: Fortnight, offset: int, amount: int, day: int) -> None:
    at, holiday = window.start + offset * SECOND, window.start.date() + timedelta(days=day)
    without = window.calendar.add(at, amount)
    with_it = replace(window.calendar, holidays=window.calendar.holidays | {holiday}).add(at, amount)
    assert without is None or with_it is None or without <= with_it


@tried(60)
@given(st.sampled_from(ZONES), st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)), amounts)  # noqa: DTZ001
def test_a_week_of_whole_days_is_every_second(zone: str, at: datetime, amount: int) -> None:
    calendar, start = Calendar(zone, ALWAYS), at.replace(tzinfo=UTC)
    assert calendar.add(start, amount) == start + amount * SECOND
    assert calendar.between(start, start + amount * SECOND) == amount
    assert calendar.next_close(start) is None


def _minutes(start: datetime, end: datetime) -> list[datetime]:
    return [start + timedelta(minutes=index) for index in range(int((end - start).total_seconds() // 60))]
