"""Who is on call: layers, hours and overrides on the wall clock, so that no clock change moves a shift."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from time import process_time
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncall.rules import Layer, Override, Rota, gaps, on_call, shifts, stretches

ANA, TOM, MEI = 1, 2, 3
ALL = frozenset({ANA, TOM, MEI})
MONDAY = date(2026, 11, 2)
ZONES = sorted(available_timezones() - {"Factory", "localtime"})
WEEKS = Layer(MONDAY, (ANA, TOM, MEI))


def rota(
    *layers: Layer, zone: str = "Europe/London", overrides: tuple[Override, ...] = (), members: frozenset[int] = ALL
) -> Rota:
    return Rota(zone, layers, overrides, members)


def local(zone: str, *wall: int, fold: int = 0) -> datetime:
    return datetime(*wall, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)  # type: ignore[arg-type,misc]


def london(*wall: int, fold: int = 0) -> datetime:
    return local("Europe/London", *wall, fold=fold)


@pytest.mark.parametrize(
    ("wall", "agent"),
    [
        ((2026, 11, 2, 8, 59), None),
        ((2026, 11, 2, 9, 0), ANA),
        ((2026, 11, 9, 8, 59), ANA),
        ((2026, 11, 9, 9, 0), TOM),
        ((2026, 11, 16, 9, 0), MEI),
        ((2026, 11, 23, 9, 0), ANA),
    ],
)
def test_each_member_in_turn_holds_a_week_from_hand_over_to_hand_over(wall: tuple[int, ...], agent: int | None) -> None:
    assert on_call(rota(WEEKS), london(*wall)) == agent


NIGHTS = Layer(MONDAY, (TOM,), days=1, weekdays=frozenset({4}), from_minute=22 * 60, to_minute=6 * 60)
DAYS = Layer(MONDAY, (MEI,), weekdays=frozenset(range(5)), from_minute=9 * 60, to_minute=17 * 60)
BASE = Layer(MONDAY, (ANA,))


@pytest.mark.parametrize(
    ("wall", "agent"),
    [
        ((2026, 11, 6, 8, 59), ANA),
        ((2026, 11, 6, 9, 0), MEI),
        ((2026, 11, 6, 17, 0), ANA),
        ((2026, 11, 6, 22, 0), TOM),
        ((2026, 11, 7, 5, 59), TOM),
        ((2026, 11, 7, 6, 0), ANA),
        ((2026, 11, 7, 10, 0), ANA),
        ((2026, 11, 7, 22, 0), ANA),
    ],
)
def test_a_higher_layer_wins_in_its_hours_and_leaves_the_others_below(wall: tuple[int, ...], agent: int) -> None:
    assert on_call(rota(BASE, DAYS, NIGHTS), london(*wall)) == agent


def test_an_override_beats_every_layer_and_the_newer_one_the_older() -> None:
    older = Override(TOM, london(2026, 11, 6, 0), london(2026, 11, 8, 0))
    newer = Override(ANA, london(2026, 11, 7, 0), london(2026, 11, 7, 12))
    found = stretches(
        rota(Layer(MONDAY, (MEI,)), overrides=(older, newer)), london(2026, 11, 5, 0), london(2026, 11, 9, 0)
    )
    assert [shift.agent for shift in found] == [MEI, TOM, ANA, TOM, MEI]


def test_who_cannot_be_called_is_passed_over_for_the_layer_below() -> None:
    gone = rota(
        BASE, DAYS, overrides=(Override(TOM, london(2026, 11, 6), london(2026, 11, 7)),), members=frozenset({ANA})
    )
    assert on_call(gone, london(2026, 11, 6, 12)) == ANA


def test_without_members_there_is_one_long_gap() -> None:
    start, end = london(2026, 11, 2), london(2027, 11, 1)
    (gap,) = gaps(rota(Layer(MONDAY, ())), start, end)
    assert (gap.starts_at, gap.ends_at) == (start, end)
    assert shifts(rota(Layer(MONDAY, ())), start, end) == []


@pytest.mark.parametrize("zone", ["Europe/London", "America/Los_Angeles", "Australia/Sydney", "Australia/Lord_Howe"])
def test_no_clock_change_moves_a_hand_over(zone: str) -> None:
    daily = rota(Layer(date(2026, 1, 1), (ANA, TOM), days=1), zone=zone)
    found = shifts(daily, local(zone, 2026, 1, 5, 9), local(zone, 2027, 1, 5, 9))
    assert len(found) == 365
    assert {shift.starts_at.astimezone(ZoneInfo(zone)).time() for shift in found} == {time(9)}


def test_a_hand_over_in_the_skipped_hour_is_when_the_clock_has_passed_it() -> None:
    daily = rota(Layer(date(2026, 3, 28), (ANA, TOM), days=1, handover_minute=90))
    change = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert [on_call(daily, change - timedelta(minutes=1)), on_call(daily, change)] == [ANA, TOM]


def test_a_hand_over_in_the_repeated_hour_happens_once_at_the_first() -> None:
    daily = rota(Layer(date(2026, 10, 24), (ANA, TOM), days=1, handover_minute=90))
    instants = [london(2026, 10, 25, 1, minute, fold=fold) for fold in (0, 1) for minute in (15, 30, 45)]
    assert [on_call(daily, at) for at in instants] == [ANA, TOM, TOM, TOM, TOM, TOM]


def test_hours_that_end_in_the_repeated_hour_are_read_from_the_clock() -> None:
    early = rota(Layer(date(2026, 10, 1), (ANA,), from_minute=30, to_minute=90))
    instants = [london(2026, 10, 25, 1, minute, fold=fold) for fold in (0, 1) for minute in (15, 45)]
    assert [on_call(early, at) for at in instants] == [ANA, None, ANA, None]


def test_a_year_of_three_layers_is_read_in_a_moment() -> None:
    daily = Layer(MONDAY, (ANA, TOM, MEI), days=1, from_minute=18 * 60, to_minute=8 * 60)
    began = process_time()
    found = stretches(rota(WEEKS, DAYS, daily), london(2026, 11, 2), london(2027, 11, 1))
    assert process_time() - began < 0.5
    assert len(found) > 700


def minutes_of(zone: str, start: datetime, minutes: int) -> list[datetime]:
    """What the wall clock reads in each of the minutes from `start`."""
    info = ZoneInfo(zone)
    return [(start + timedelta(minutes=n)).astimezone(info).replace(tzinfo=None) for n in range(minutes)]


def holds(layer: Layer, wall: datetime) -> bool:
    """Whether the wall clock is in the hours of the layer."""
    minute, today = wall.hour * 60 + wall.minute, wall.weekday()
    if layer.from_minute < layer.to_minute:
        return today in layer.weekdays and layer.from_minute <= minute < layer.to_minute
    return (today in layer.weekdays and minute >= layer.from_minute) or (
        (today - 1) % 7 in layer.weekdays and minute < layer.to_minute
    )


def oracle(layers: list[Layer], wall: datetime, latest: datetime) -> int | None:
    """Who is called when the clock reads `wall`, and has read `latest` at the most: a turn is never given back."""
    for layer in reversed(layers):
        day = latest.date() - timedelta(days=latest.hour * 60 + latest.minute < layer.handover_minute)
        turn = (day - layer.starts_on).days // layer.days
        if turn >= 0 and holds(layer, wall):
            return layer.members[turn % len(layer.members)]
    return None


LAYERS = st.builds(
    Layer,
    starts_on=st.dates(date(2026, 2, 20), date(2026, 3, 30)),
    members=st.lists(st.sampled_from(sorted(ALL)), min_size=1, max_size=4).map(tuple),
    days=st.sampled_from([1, 2, 7]),
    handover_minute=st.integers(0, 1439),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    from_minute=st.integers(0, 1439),
    to_minute=st.integers(0, 1440),
)
YEAR = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days) for days in range(366)]
CHANGES = {
    zone: [
        day
        for day, after in pairwise(YEAR)
        if day.astimezone(ZoneInfo(zone)).utcoffset() != after.astimezone(ZoneInfo(zone)).utcoffset()
    ]
    or [datetime(2026, 6, 1, tzinfo=UTC)]
    for zone in ZONES
}


@settings(max_examples=60, deadline=None)
@given(zone=st.sampled_from(ZONES), layers=st.lists(LAYERS, min_size=1, max_size=3), change=st.integers(0, 3))
def test_every_minute_around_a_clock_change_is_what_the_wall_clock_says(
    zone: str, layers: list[Layer], change: int
) -> None:
    days = CHANGES[zone]
    start = days[change % len(days)] - timedelta(days=1)
    walls = minutes_of(zone, start, 3 * 1440)
    found = stretches(rota(*layers, zone=zone), start, start + timedelta(days=3))
    for number, (wall, latest) in enumerate(zip(walls, accumulate(walls, max), strict=True)):
        at = start + timedelta(minutes=number)
        holding = next(shift for shift in found if shift.starts_at <= at < shift.ends_at)
        assert holding.agent == oracle(layers, wall, latest)


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_hands_over_at_each_clock_change_as_its_clock_says(zone: str) -> None:
    layers = [
        Layer(date(2025, 12, 1), (ANA, TOM), days=1, handover_minute=90),
        Layer(date(2025, 12, 1), (MEI,), from_minute=23 * 60 + 30, to_minute=45),
    ]
    for day in CHANGES[zone][:2]:
        walls = minutes_of(zone, day, 2880)
        latest = list(accumulate(walls, max))
        found = stretches(rota(*layers, zone=zone), day, day + timedelta(days=2))
        for minute in range(0, 2880, 5):
            at = day + timedelta(minutes=minute)
            holding = next(shift for shift in found if shift.starts_at <= at < shift.ends_at)
            assert holding.agent == oracle(layers, walls[minute], latest[minute])


def test_one_instant_and_the_stretch_that_holds_it_agree() -> None:
    table = rota(WEEKS, DAYS, NIGHTS)
    for shift in stretches(table, london(2026, 10, 20), london(2026, 12, 1)):
        assert on_call(table, shift.starts_at) == on_call(table, shift.ends_at - timedelta(seconds=1)) == shift.agent
