"""Instants as whole microseconds since 1970 UTC, so that arithmetic on them is exact."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
DAY: Final = 86_400 * SECOND
HORIZON_YEARS: Final = 10
MOST_SECONDS: Final = 1e12
"""Thirty thousand years: more open time than any calendar has, so more than that is not looked for."""

_MICROSECOND: Final = timedelta(microseconds=1)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def micros(at: datetime) -> int:
    """The microseconds from 1970 UTC to `at`; `at` must be aware."""
    gone = at - EPOCH
    return gone.days * DAY + gone.seconds * SECOND + gone.microseconds


def instant(count: int) -> datetime:
    """The UTC instant that many microseconds after 1970."""
    return EPOCH + count * _MICROSECOND


def day_number(day: date) -> int:
    """The days from 1970-01-01 to `day`."""
    return day.toordinal() - EPOCH_DAY


def year_start(year: int) -> int:
    """The microseconds from 1970 to the first instant of a UTC year; year 10000 is allowed."""
    before = year - 1
    return (before * 365 + before // 4 - before // 100 + before // 400 + 1 - EPOCH_DAY) * DAY


def horizon_after(at: datetime) -> datetime:
    """Ten years after `at`: a search for a later instant gives up there."""
    return _shifted(at, HORIZON_YEARS, _LAST)


def horizon_before(at: datetime) -> datetime:
    """Ten years before `at`: a search for an earlier instant gives up there."""
    return _shifted(at, -HORIZON_YEARS, _FIRST)


LATEST: Final = year_start(_LAST.year + 1)
"""The end of the year 9999: no instant lies there or later."""


def _shifted(at: datetime, years: int, bound: datetime) -> datetime:
    year = at.year + years
    if not _FIRST.year <= year <= _LAST.year:
        return bound
    if (at.month, at.day) == (2, 29):
        at += timedelta(days=1)
    return at.replace(year=year)
