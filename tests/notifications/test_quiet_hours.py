"""Quiet hours and digests follow their reader's wall clock, also when it changes."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.rules import Quiet, Rhythm, is_quiet, next_digest, quiet_until

LONDON, NEW_YORK, LORD_HOWE = ZoneInfo("Europe/London"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
ALL_DAYS = frozenset(range(7))
NIGHT = Quiet(22 * 60, 7 * 60, ALL_DAYS, LONDON)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-06-10 12:00", "2026-06-10 12:00"),
        ("2026-06-10 20:59", "2026-06-10 20:59"),
        ("2026-06-10 21:00", "2026-06-11 06:00"),
        ("2026-06-11 05:59", "2026-06-11 06:00"),
        ("2026-06-11 06:00", "2026-06-11 06:00"),
        ("2026-03-28 23:00", "2026-03-29 06:00"),
        ("2026-10-24 23:00", "2026-10-25 07:00"),
    ],
)
def test_a_night_in_london_ends_at_seven_whatever_the_clock_did(at: str, until: str) -> None:
    assert quiet_until(NIGHT, utc(at)) == utc(until)


def test_hours_that_end_in_the_repeated_hour_are_quiet_open_quiet_open() -> None:
    quiet = Quiet(0, 90, ALL_DAYS, LONDON)  # 25 October 2026: 01:00 to 02:00 comes twice
    answers = [is_quiet(quiet, utc(f"2026-10-25 {wall}")) for wall in ("00:29", "00:30", "00:59", "01:00", "01:30")]
    assert answers == [True, False, False, True, False]


def test_hours_that_end_in_a_skipped_hour_end_where_the_clock_jumps() -> None:
    quiet = Quiet(0, 90, ALL_DAYS, LONDON)  # 29 March 2026: 01:00 becomes 02:00
    assert quiet_until(quiet, utc("2026-03-29 00:10")) == utc("2026-03-29 01:00")


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    friday_night = Quiet(22 * 60, 7 * 60, frozenset({4}), LONDON)
    assert is_quiet(friday_night, utc("2026-06-13 03:00"))
    assert not is_quiet(friday_night, utc("2026-06-12 03:00"))


INSTANTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: utc("2025-01-01 00:00") + timedelta(minutes=minutes))
NEAR_CHANGES = st.sampled_from(
    [utc("2026-03-29 01:00"), utc("2026-10-25 01:00"), utc("2026-03-08 07:00"), utc("2026-11-01 06:00")]
).flatmap(lambda at: st.integers(-26 * 60, 26 * 60).map(lambda minutes: at + timedelta(minutes=minutes)))
ZONES = st.sampled_from([LONDON, NEW_YORK, LORD_HOWE, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Apia")])
MINUTES = st.integers(0, 24 * 60 - 1)


@st.composite
def quiets(draw: st.DrawFn) -> Quiet:
    starts, ends = draw(st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] != pair[1]))
    return Quiet(starts, ends, draw(st.frozensets(st.integers(0, 6), min_size=1)), draw(ZONES))


@given(quiets(), INSTANTS | NEAR_CHANGES)
def test_a_held_mail_goes_out_at_the_first_minute_that_is_not_quiet(quiet: Quiet, at: datetime) -> None:
    until = quiet_until(quiet, at)

    assert not is_quiet(quiet, until)
    assert at <= until < at + timedelta(hours=50)
    between = (at + timedelta(minutes=step) for step in range(int((until - at).total_seconds() // 60)))
    assert all(is_quiet(quiet, each) for each in between)


@given(quiets(), INSTANTS | NEAR_CHANGES)
def test_who_waits_until_the_end_waits_no_longer(quiet: Quiet, at: datetime) -> None:
    until = quiet_until(quiet, at)

    assert quiet_until(quiet, until) == until


@given(st.sampled_from([*Rhythm]), st.integers(0, 6), st.integers(0, 23), ZONES, INSTANTS | NEAR_CHANGES)
def test_a_digest_comes_next_at_its_hour_of_the_wall_clock(
    rhythm: Rhythm, weekday: int, hour: int, zone: ZoneInfo, after: datetime
) -> None:
    due = next_digest(rhythm, weekday=weekday, hour=hour, zone=zone, after=after)
    wall = due.astimezone(zone)

    assert after < due <= after + timedelta(days=1 if rhythm is Rhythm.DAILY else 7, hours=2)
    assert rhythm is Rhythm.DAILY or wall.weekday() == weekday
    named = datetime.combine(wall.date(), time(hour), tzinfo=zone)
    assert named.astimezone(UTC) == due


@given(st.sampled_from([*Rhythm]), st.integers(0, 6), st.integers(0, 23), ZONES, INSTANTS)
def test_no_digest_is_left_out(rhythm: Rhythm, weekday: int, hour: int, zone: ZoneInfo, after: datetime) -> None:
    first = next_digest(rhythm, weekday=weekday, hour=hour, zone=zone, after=after)
    second = next_digest(rhythm, weekday=weekday, hour=hour, zone=zone, after=first)

    days = (second.astimezone(zone).date() - first.astimezone(zone).date()).days
    assert days == (1 if rhythm is Rhythm.DAILY else 7)
