"""A calendar as a value: what it refuses, when two are the same, and how much of it is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from entitlements.coverage import CLOSED_WEEK, Calendar, Span
from entitlements.coverage.calendar import _open_year

from .world import AMER, EMEA, utc, weekdays


@pytest.mark.parametrize(
    ("zone", "hours", "first"),
    [
        ("Europe/Atlantis", CLOSED_WEEK, 0),
        ("UTC", CLOSED_WEEK[:6], 0),
        ("UTC", CLOSED_WEEK, 7),
        ("UTC", CLOSED_WEEK, -1),
        ("UTC", weekdays(-1, 60), 0),
        ("UTC", weekdays(0, 1441), 0),
    ],
)
def test_an_odd_calendar_is_refused(zone: str, hours: tuple[tuple[tuple[int, int], ...], ...], first: int) -> None:
    with pytest.raises(ValueError, match=r"zone|weekday|minutes"):
        Calendar(zone, hours, first_weekday=first)


def test_odd_openings_and_closures_are_refused_too() -> None:
    day = date(2026, 6, 10)
    with pytest.raises(ValueError, match="minutes"):
        replace(AMER, openings=((day, ((0, 1500),)),))
    with pytest.raises(ValueError, match="minutes"):
        replace(AMER, closures=((day, -5, 60),))


def test_equal_calendars_share_hash_and_version() -> None:
    again = replace(AMER)
    assert again == AMER
    assert hash(again) == hash(AMER)
    assert again.version == AMER.version


def test_every_part_of_a_calendar_changes_its_version() -> None:
    day, at = date(2026, 6, 10), utc("2026-06-10 10:00")
    changed = [
        replace(AMER, zone="America/Denver"),
        replace(AMER, hours=EMEA.hours),
        replace(AMER, holidays=frozenset({day})),
        replace(AMER, closures=((day, 600, 660),)),
        replace(AMER, closed=(Span(at, at + timedelta(hours=1)),)),
        replace(AMER, openings=((day, ((600, 660),)),)),
        replace(AMER, first_weekday=6),
    ]
    assert len({calendar.version for calendar in [AMER, *changed]}) == 8
    assert len({AMER, *changed}) == 8


def test_a_week_begins_on_monday_unless_said_otherwise() -> None:
    assert Calendar("UTC", weekdays(480, 1020)).first_weekday == 0


def test_hours_of_one_date_may_come_in_parts() -> None:
    day = date(2026, 6, 13)
    calendar = Calendar("UTC", CLOSED_WEEK, openings=((day, ((540, 600),)), (day, ((660, 720),))))
    assert calendar.between(utc("2026-06-13 00:00"), utc("2026-06-14 00:00")) == 7200


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    eastern = timezone(timedelta(hours=14))
    local = datetime(2027, 1, 1, 9, tzinfo=eastern)
    calendar = Calendar("UTC", ((),) * 3 + (((1080, 1200),),) + ((),) * 3)
    assert calendar.is_open(local)
    assert calendar.next_close(local) == utc("2026-12-31 20:00")
    assert calendar.add(local, 3600) == local.astimezone(UTC) + timedelta(hours=1)
    assert calendar.between(local, local + timedelta(days=1)) == 3600


@pytest.mark.parametrize("seconds", [float("inf"), float("-inf"), float("nan"), 1e300])
def test_no_amount_is_too_odd_to_be_answered(seconds: float) -> None:
    assert AMER.add(utc("2026-06-10 17:00"), seconds) is None


def test_the_years_that_are_kept_in_memory_are_bounded() -> None:
    for year in range(1, 700):
        _open_year(AMER, 1900 + year)
    info = _open_year.cache_info()
    assert info.maxsize is not None
    assert info.currsize <= info.maxsize < 700
