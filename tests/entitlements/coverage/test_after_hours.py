"""The hours for which somebody must be on call are those that a ticket would be worked in after hours."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entitlements.coverage import Mode, Portfolio, Request, Span, after_hours, timeline, union
from tests.entitlements.coverage.strategies import portfolios
from tests.entitlements.coverage.world import REGIONS, holds, utc

STARTS = st.integers(0, 24 * 364).map(lambda hours: datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=hours))


@given(portfolio=portfolios(), start=STARTS, days=st.integers(0, 21))
@settings(max_examples=150, deadline=None)
def test_they_are_the_after_hours_of_the_timeline(portfolio: Portfolio, start: datetime, days: int) -> None:
    end = start + timedelta(days=days)
    walked = timeline(Request(at=start), portfolio, REGIONS).spans(start, end)
    expected = union(Span(span.starts_at, span.ends_at) for span in walked if span.mode is Mode.AFTER_HOURS)
    assert after_hours(portfolio, REGIONS, start, end) == expected


@pytest.mark.parametrize(
    ("packages", "hours"),
    [
        (("gold",), 0),
        (("everyday-after-hours",), 0),
        (("gold", "everyday-after-hours"), 168 - 5 * 11),
        (("gold", "business-day-after-hours"), 4 * 13),
        (("gold", "multi-regional", "everyday-after-hours"), 168 - 5 * 11),
    ],
)
def test_a_plain_week_in_los_angeles(packages: tuple[str, ...], hours: int) -> None:
    start = utc("2026-06-08 07:00")
    found = after_hours(holds(*packages), REGIONS, start, start + timedelta(weeks=1))
    assert sum((span.ends_at - span.starts_at).total_seconds() for span in found) == hours * 3600
