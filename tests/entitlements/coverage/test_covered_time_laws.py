"""What holds for the covered time of every ticket: counting forwards and backwards are mirror images."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entitlements.coverage import CLOSED_WEEK, Calendar, Portfolio, Request, Timeline, timeline

from .profiles import tried
from .strategies import portfolios, requests
from .world import ABC, AMER, REGIONS, holds, utc

INSTANT = timedelta(microseconds=1)
FROM, TO = datetime(2016, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
amounts = st.one_of(st.integers(1, 400_000), st.sampled_from([0.5, 3600, 11 * 3600, 55 * 3600, 3_000_000]))
tickets = st.tuples(portfolios(), requests())


def covered_time(ticket: tuple[Portfolio, Request]) -> tuple[Timeline, datetime]:
    """A ticket's timeline, and the instant at which it is asked."""
    portfolio, request = ticket
    return timeline(request, portfolio, REGIONS), request.at


def test_an_hour_before_monday_noon_is_an_hour_of_monday() -> None:
    gold = timeline(Request(utc("2026-06-15 19:00"), "AMER"), holds("gold"), REGIONS)
    assert gold.add(utc("2026-06-15 19:00"), -3600) == utc("2026-06-15 18:00")


def test_counting_back_crosses_the_weekend_and_stops_at_the_opening_that_holds_it() -> None:
    gold = timeline(Request(utc("2026-06-15 14:00"), "AMER"), holds("gold"), REGIONS)
    assert gold.add(utc("2026-06-15 14:00"), -7200) == utc("2026-06-12 23:00")
    assert gold.add(utc("2026-06-15 14:00"), -3600) == utc("2026-06-15 13:00")


def test_counting_back_ends_where_the_term_begins() -> None:
    gold = timeline(Request(utc("2026-01-05 16:00"), "AMER"), holds("gold"), REGIONS)
    assert gold.add(utc("2026-01-05 16:00"), -7200) == utc("2026-01-05 14:00")
    assert gold.add(utc("2026-01-05 16:00"), -7201) is None


def test_a_microsecond_of_covered_time_is_counted_both_ways() -> None:
    gold = timeline(Request(utc("2026-06-14 12:00"), "AMER"), holds("gold"), REGIONS)
    assert gold.add(utc("2026-06-14 12:00"), 1e-6) == utc("2026-06-15 13:00") + INSTANT
    assert gold.add(utc("2026-06-14 12:00"), -1e-6) == utc("2026-06-13 00:00") - INSTANT


def test_a_range_that_ends_at_an_opening_has_no_empty_span() -> None:
    gold = timeline(Request(utc("2026-06-12 23:00"), "AMER"), holds("gold"), REGIONS)
    (span,) = gold.spans(utc("2026-06-12 23:00"), utc("2026-06-15 13:00"))
    assert (span.starts_at, span.ends_at) == (utc("2026-06-12 23:00"), utc("2026-06-13 00:00"))


@pytest.mark.parametrize("seconds", [1, -1, 1e13, -1e13, float("inf"), float("-inf")])
def test_what_is_never_covered_has_no_answer(seconds: float) -> None:
    at = utc("2026-06-10 17:00")
    closed = {"AMER": Calendar("America/Los_Angeles", CLOSED_WEEK)}
    never = replace(holds("gold"), contract=replace(ABC, starts_on=date(1, 1, 1), ends_on=None))
    assert timeline(Request(at, "AMER"), never, closed).add(at, seconds) is None
    assert Timeline(()).add(at, seconds) is None


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("seconds", [-60, 0, 60])
def test_the_ends_of_the_calendar_are_answered(at: datetime, seconds: int) -> None:
    gold = timeline(Request(at, "AMER"), holds("gold"), REGIONS)
    assert gold.add(at, seconds) == (None if seconds else at)


@tried(100)
@given(tickets, amounts)
def test_as_much_covered_time_lies_between_as_was_counted_back(
    ticket: tuple[Portfolio, Request], amount: float
) -> None:
    line, at = covered_time(ticket)
    start = line.add(at, -amount)
    if start is not None:
        assert line.between(start, at) == amount
        assert line.between(start + INSTANT, at) < amount
        assert line.between(at, start) == -amount
    else:
        assert line.between(FROM, at) < amount


@tried(60)
@given(tickets, amounts, amounts, st.sampled_from([1, -1]))
def test_two_amounts_one_after_the_other_are_their_sum(
    ticket: tuple[Portfolio, Request], first: float, second: float, way: int
) -> None:
    line, at = covered_time(ticket)
    half, whole = line.add(at, way * first), line.add(at, way * (first + second))
    assert whole is None or (half is not None and line.add(half, way * second) == whole)


@tried(60)
@given(tickets, amounts, st.sampled_from([1, -1]))
def test_there_and_back_passes_no_covered_time(ticket: tuple[Portfolio, Request], amount: float, way: int) -> None:
    line, at = covered_time(ticket)
    there = line.add(at, way * amount)
    if there is not None and there < TO:
        back = line.add(there, -way * amount)
        assert back is not None
        assert way * (back - at) >= timedelta()
        assert line.between(at, back) == 0


@tried(60)
@given(tickets, amounts, st.integers(0, 400_000), st.sampled_from([1, -1]))
def test_more_time_ends_farther_off_and_a_later_start_ends_no_earlier(
    ticket: tuple[Portfolio, Request], amount: float, more: int, way: int
) -> None:
    line, at = covered_time(ticket)
    found, longer = line.add(at, way * amount), line.add(at, way * (amount + more))
    later = line.add(at + timedelta(seconds=more), way * amount)
    assert found is None or longer is None or way * (longer - found) >= timedelta()
    assert found is None or later is None or found <= later


@tried(100)
@given(st.datetimes(datetime(2026, 5, 1), datetime(2026, 11, 1)), amounts, st.sampled_from([1, -1]))  # noqa: DTZ001
def test_gold_alone_counts_as_its_calendar_does(at: datetime, amount: float, way: int) -> None:
    start = at.replace(tzinfo=UTC)
    gold = timeline(Request(start, "AMER"), holds("gold"), REGIONS)
    wanted = AMER.add(start, way * min(amount, 400_000))
    assert gold.add(start, way * min(amount, 400_000)) == wanted
