"""A gap is when a layer is meant to hold and nobody does: at every minute, through every change of the clock."""

from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from oncall.rules import Layer, Override, Rota, gaps, on_call, shifts, stretches
from tests.oncall.test_turns import (
    ALL,
    ANA,
    CHANGES,
    LAYERS,
    MEI,
    MONDAY,
    TOM,
    WEEKS,
    ZONES,
    holds,
    london,
    minutes_of,
    oracle,
    rota,
)

NIGHTS = Layer(MONDAY, (ANA, TOM), from_minute=18 * 60, to_minute=8 * 60)


def away(table: Rota, agent: int, starts_at: datetime, ends_at: datetime | None) -> Rota:
    return Rota(table.zone, table.layers, table.overrides, table.members, {agent: ((starts_at, ends_at),)})


def test_hours_that_no_layer_is_meant_to_hold_are_no_gap() -> None:
    start, end = london(2026, 11, 2, 9), london(2026, 11, 3, 9)
    found = [(each.agent, each.is_planned) for each in stretches(rota(NIGHTS), start, end)]
    assert found == [(None, False), (ANA, True), (None, False)]
    assert gaps(rota(NIGHTS), start, end) == []


def test_who_is_away_is_passed_over_for_the_layer_below_and_then_it_is_a_gap() -> None:
    starts_at, ends_at = london(2026, 11, 3, 12), london(2026, 11, 4, 12)
    alone = away(rota(WEEKS), ANA, starts_at, ends_at)
    (gap,) = gaps(alone, london(2026, 11, 2, 9), london(2026, 11, 9, 9))
    assert (gap.starts_at, gap.ends_at) == (starts_at, ends_at)
    backed = away(rota(Layer(MONDAY, (MEI,)), WEEKS), ANA, starts_at, ends_at)
    assert on_call(backed, starts_at) == MEI
    assert on_call(backed, ends_at) == ANA


def test_until_further_notice_is_away_as_far_as_is_looked() -> None:
    gone = away(rota(Layer(MONDAY, (TOM,))), TOM, london(2026, 11, 4), None)
    (gap,) = gaps(gone, london(2026, 11, 3), london(2027, 11, 1))
    assert (gap.starts_at, gap.ends_at) == (london(2026, 11, 4), london(2027, 11, 1))


def test_an_override_of_somebody_away_holds_nothing_and_one_of_somebody_else_ends_the_gap() -> None:
    starts_at, ends_at = london(2026, 11, 3, 12), london(2026, 11, 4, 12)
    for agent, number in ((ANA, 1), (MEI, 0)):
        table = rota(WEEKS, overrides=(Override(agent, starts_at, ends_at),))
        found = gaps(away(table, ANA, starts_at, ends_at), london(2026, 11, 2, 9), london(2026, 11, 9, 9))
        assert len(found) == number


@settings(max_examples=40, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    layers=st.lists(LAYERS, min_size=1, max_size=3),
    change=st.integers(0, 3),
    gone=st.sampled_from(sorted(ALL)),
    hours=st.tuples(st.integers(0, 71), st.integers(1, 48)),
)
def test_every_minute_around_a_clock_change_is_held_a_gap_or_off_hours(
    zone: str, layers: list[Layer], change: int, gone: int, hours: tuple[int, int]
) -> None:
    start = CHANGES[zone][change % len(CHANGES[zone])] - timedelta(days=1)
    leaves = start + timedelta(hours=hours[0])
    returns = leaves + timedelta(hours=hours[1])
    table = away(rota(*layers, zone=zone), gone, leaves, returns)
    found = stretches(table, start, start + timedelta(days=3))
    assert [each.ends_at for each in found[:-1]] == [each.starts_at for each in found[1:]]
    assert all((a.agent, a.is_planned) != (b.agent, b.is_planned) for a, b in pairwise(found))
    walls = minutes_of(zone, start, 3 * 1440)
    for number, (wall, latest) in enumerate(zip(walls, accumulate(walls, max), strict=True)):
        at = start + timedelta(minutes=number)
        stretch = next(each for each in found if each.starts_at <= at < each.ends_at)
        present = [layer for layer in layers if not (leaves <= at < returns and oracle([layer], wall, latest) == gone)]
        assert stretch.agent == oracle(present, wall, latest)
        assert stretch.is_gap == (stretch.agent is None and any(holds(layer, wall) for layer in layers))


def test_a_year_with_its_shifts_and_gaps_has_no_hole() -> None:
    start, end = london(2026, 11, 2), london(2027, 11, 1)
    table = away(rota(NIGHTS, Layer(date(2026, 11, 1), (MEI,), weekdays=frozenset({5, 6}))), TOM, start, None)
    held = sum((each.ends_at - each.starts_at for each in shifts(table, start, end)), timedelta())
    missing = sum((each.ends_at - each.starts_at for each in gaps(table, start, end)), timedelta())
    off = sum(
        (each.ends_at - each.starts_at for each in stretches(table, start, end) if not each.is_planned), timedelta()
    )
    assert held + missing + off == end - start
    assert missing > timedelta(days=75)
