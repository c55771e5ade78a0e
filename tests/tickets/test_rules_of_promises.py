"""The laws of clocks: warnings come in order, no stop makes a promise shorter, and every instant is found again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entitlements.coverage import Request, compiled, timeline
from tests.entitlements.coverage.profiles import tried
from tests.entitlements.coverage.world import REGIONS, holds
from tickets import rules
from tickets.models import Milestone
from tickets.services.promises import set_instants

FILED = datetime(2026, 6, 10, 14, tzinfo=UTC)
HELD = {name: holds("gold", *more) for name, more in {"gold": (), "everyday": ("everyday-after-hours",)}.items()}
TRACKS = {name: compiled(timeline(Request(FILED, "AMER"), held, REGIONS)) for name, held in HELD.items()}
tracks = st.sampled_from(sorted(TRACKS))
targets = st.integers(1, 3000)
stops = st.lists(st.tuples(st.floats(1, 90_000), st.floats(1, 90_000)), max_size=4)


def begun(target: int, *, warns: int | None = 50, used: int = 0) -> Milestone:
    return Milestone(target_minutes=target, starts_at=FILED, warns=warns, used_seconds=used)


@pytest.mark.parametrize(
    ("percent", "target", "used", "seconds"),
    [
        (50, 240, 0, 7200),
        (75, 240, 0, 10_800),
        (90, 240, 0, 12_960),
        (50, 1, 0, 30),
        (50, 240, 7200, 0),
        (50, 240, 9000, 0),
    ],
)
def test_a_warning_comes_after_its_share_of_the_time(percent: int, target: int, used: int, seconds: int) -> None:
    assert rules.seconds_until(percent, target, used) == seconds


@pytest.mark.parametrize(("percent", "following"), [(0, 50), (50, 75), (75, 90), (90, None)])
def test_each_warning_has_one_after_it_but_the_last(percent: int, following: int | None) -> None:
    assert rules.warning_after(percent) == following


@tried(60)
@given(tracks, targets)
def test_warnings_come_in_order_and_before_the_end(track: str, target: int) -> None:
    instants = []
    for percent in rules.WARNED_AT:
        made = begun(target, warns=percent)
        set_instants(made, TRACKS[track])
        instants.append(made.warn_at)
    assert made.due_at is not None
    order = [FILED, *(each for each in instants if each), made.due_at]
    assert len(order) == len(rules.WARNED_AT) + 2
    assert all(earlier < later for earlier, later in pairwise(order))


@tried(60)
@given(tracks, targets, stops)
def test_no_stop_makes_a_promise_shorter(track: str, target: int, pauses: list[tuple[float, float]]) -> None:
    made = begun(target)
    set_instants(made, TRACKS[track])
    for ran, stood in pauses:
        before, since = made.due_at, made.resumed_at or made.starts_at
        paused_at = since + timedelta(seconds=ran)
        if before is None or paused_at >= before:
            break
        made.used_seconds += rules.whole_seconds(TRACKS[track].between(since, paused_at))
        made.resumed_at = paused_at + timedelta(seconds=stood)
        set_instants(made, TRACKS[track])
        assert made.due_at is not None
        assert made.due_at >= before


@tried(60)
@given(tracks, targets, st.integers(0, 100_000))
def test_an_instant_is_found_again_from_what_is_pinned(track: str, target: int, used: int) -> None:
    made, again = begun(target, used=used), begun(target, used=used)
    set_instants(made, TRACKS[track])
    set_instants(again, compiled(timeline(Request(FILED, "AMER"), HELD[track], REGIONS)))
    assert (made.due_at, made.warn_at) == (again.due_at, again.warn_at)
    assert made.due_at is not None
    left = rules.seconds_left(target, used)
    assert TRACKS[track].between(FILED, made.due_at) == left
