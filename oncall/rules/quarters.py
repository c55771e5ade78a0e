"""An engineer's time in quarters of an hour, counted from 1970 UTC: every zone's quarters are these. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

QUARTER: Final = timedelta(minutes=15)
_FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)


def begins_a_quarter(at: datetime) -> bool:
    """Whether `at` is the first instant of a quarter of an hour."""
    return (at - _FIRST) % QUARTER == timedelta()


def quarters(starts_at: datetime, ends_at: datetime) -> range:
    """The numbers of the quarters that [starts_at, ends_at) touches."""
    return range((starts_at - _FIRST) // QUARTER, -((_FIRST - ends_at) // QUARTER))
