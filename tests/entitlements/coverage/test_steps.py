"""The arithmetic of a deadline, step by step."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entitlements.coverage import (
    DEFAULT_PACKAGES,
    Contract,
    Entitlement,
    Portfolio,
    Request,
    Timeline,
    steps,
    timeline,
)

from .profiles import tried
from .strategies import portfolios, requests
from .world import REGIONS

FRIDAY_AFTERNOON = datetime(2026, 6, 12, 23, tzinfo=UTC)  # 16:00 in Los Angeles, an hour before it closes


def gold() -> Timeline:
    """A customer of North America with Gold alone."""
    start = date(2026, 1, 5)
    held = Portfolio(Contract("AMER", start, None), (Entitlement("gold", start, None),), DEFAULT_PACKAGES)
    return timeline(Request(FRIDAY_AFTERNOON, "AMER"), held, REGIONS)


def test_a_promise_filed_on_friday_is_counted_on_friday_and_on_monday() -> None:
    counted = steps(gold(), FRIDAY_AFTERNOON, 4 * 3600)
    assert [(step.starts_at, step.ends_at, step.seconds, step.total) for step in counted] == [
        (FRIDAY_AFTERNOON, datetime(2026, 6, 13, 0, tzinfo=UTC), 3600, 3600),
        (datetime(2026, 6, 15, 13, tzinfo=UTC), datetime(2026, 6, 15, 16, tzinfo=UTC), 3 * 3600, 4 * 3600),
    ]


@pytest.mark.parametrize("seconds", [0, -60, 1e13])
def test_no_time_and_more_time_than_there_is_take_no_steps(seconds: float) -> None:
    assert steps(gold(), FRIDAY_AFTERNOON, seconds) == ()


@tried(150)
@given(portfolios(), requests(), st.integers(1, 60 * 3600))
def test_steps_sum_to_the_target_and_end_where_add_does(portfolio: Portfolio, request: Request, seconds: int) -> None:
    cover = timeline(request, portfolio, REGIONS)
    due, counted = cover.add(request.at, seconds), steps(cover, request.at, seconds)
    if due is None:
        assert counted == ()
        return
    assert counted[-1].ends_at == due
    assert sum(step.seconds for step in counted) == pytest.approx(seconds, abs=1e-3)
    assert counted[-1].total == pytest.approx(seconds, abs=1e-3)
    assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(counted))
    assert all(step.starts_at >= request.at for step in counted)
