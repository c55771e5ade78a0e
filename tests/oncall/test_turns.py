"""Whose turn it is: counted in local days, so that no clock change moves a hand-over."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall.rules import handover_at, on_call_index, shifts

LONDON = ZoneInfo("Europe/London")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
SYDNEY = ZoneInfo("Australia/Sydney")
APIA = ZoneInfo("Pacific/Apia")
NINE = 9 * 60


def local(zone: ZoneInfo, *wall: int, fold: int = 0) -> datetime:
    return datetime(*wall, tzinfo=zone, fold=fold)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("wall", "index"),
    [
        ((2026, 11, 2, 8, 59), None),
        ((2026, 11, 2, 9, 0), 0),
        ((2026, 11, 9, 8, 59), 0),
        ((2026, 11, 9, 9, 0), 1),
        ((2026, 11, 16, 9, 0), 2),
        ((2026, 11, 23, 9, 0), 0),
    ],
)
def test_each_member_in_turn_holds_a_week_from_hand_over_to_hand_over(wall: tuple[int, ...], index: int | None) -> None:
    assert on_call_index(date(2026, 11, 2), NINE, 7, 3, LONDON, local(LONDON, *wall)) == index


def test_a_rotation_without_members_has_nobody_on_call() -> None:
    at = local(LONDON, 2026, 11, 9, 12)
    assert on_call_index(date(2026, 11, 2), NINE, 7, 0, LONDON, at) is None
    assert list(shifts(date(2026, 11, 2), NINE, 7, 0, LONDON, at, at + timedelta(weeks=4))) == []


@pytest.mark.parametrize("zone", [LONDON, LOS_ANGELES, SYDNEY])
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1)])
def test_the_hand_over_stays_at_its_wall_time_across_a_clock_change(zone: ZoneInfo, day: date) -> None:
    before, after = (handover_at(day + timedelta(days=days), NINE, zone) for days in (-1, 1))
    assert before.astimezone(zone).strftime("%H:%M") == after.astimezone(zone).strftime("%H:%M") == "09:00"


def test_a_hand_over_in_the_skipped_hour_is_later_by_what_is_skipped() -> None:
    assert handover_at(date(2026, 3, 29), 90, LONDON) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    before, after = (datetime(2026, 3, 29, 1, minute, tzinfo=UTC) for minute in (29, 30))
    assert [on_call_index(date(2026, 3, 28), 90, 1, 2, LONDON, at) for at in (before, after)] == [0, 1]


def test_a_hand_over_in_the_repeated_hour_happens_once_at_the_first() -> None:
    instants = [local(LONDON, 2026, 10, 25, 1, minute, fold=fold) for fold in (0, 1) for minute in (15, 30, 45)]
    turns = [on_call_index(date(2026, 10, 24), 90, 1, 2, LONDON, at.astimezone(UTC)) for at in instants]
    assert turns == [0, 1, 1, 1, 1, 1]


@given(
    zone=st.sampled_from([LONDON, LOS_ANGELES, SYDNEY, APIA]),
    minute=st.integers(0, 1439),
    days=st.integers(1, 10),
    members=st.integers(1, 5),
    at=st.datetimes(datetime(2026, 1, 2), datetime(2028, 1, 1)),  # noqa: DTZ001 - in UTC below
)
def test_the_turn_of_an_instant_is_the_turn_whose_stretch_holds_it(
    *, zone: ZoneInfo, minute: int, days: int, members: int, at: datetime
) -> None:
    instant = at.replace(tzinfo=UTC)
    start = date(2025, 12, 1)
    holding = next(shifts(start, minute, days, members, zone, instant, instant + timedelta(weeks=2)))
    assert holding.starts_at <= instant < holding.ends_at
    assert holding.index == on_call_index(start, minute, days, members, zone, instant)


def test_turns_follow_each_other_without_a_hole() -> None:
    start = datetime(2026, 10, 20, tzinfo=UTC)
    turns = list(shifts(date(2026, 10, 1), NINE, 2, 3, LONDON, start, start + timedelta(weeks=4)))
    assert [turn.ends_at for turn in turns[:-1]] == [turn.starts_at for turn in turns[1:]]
    assert turns[0].starts_at <= start
    assert turns[-1].ends_at >= start + timedelta(weeks=4)
