"""How long a failed message waits."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox import rules


@pytest.mark.parametrize(
    ("attempts", "longest"),
    [
        (1, timedelta(seconds=15)),
        (2, timedelta(seconds=30)),
        (5, timedelta(minutes=4)),
        (10, timedelta(minutes=128)),
        (11, timedelta(hours=4)),
        (19, timedelta(hours=4)),
    ],
)
def test_the_bound_of_a_wait_doubles_up_to_four_hours(attempts: int, longest: timedelta) -> None:
    assert rules.backoff("mail", attempts, 1) == longest


@given(attempts=st.integers(1, 300), chance=st.floats(0, 1))
def test_chance_says_how_much_of_the_bound_is_waited(attempts: int, chance: float) -> None:
    bound = rules.backoff("topic", attempts, 1)
    assert timedelta() <= rules.backoff("topic", attempts, chance) <= bound
    assert abs(rules.backoff("topic", attempts, chance) - bound * chance) <= timedelta(microseconds=1)


def test_a_message_is_given_up_about_a_day_after_it_was_first_tried() -> None:
    waits = [rules.backoff("mail", attempts, 0.5) for attempts in range(1, rules.most_attempts("mail"))]
    assert timedelta(hours=18) < sum(waits, timedelta()) < timedelta(hours=26)


def test_a_call_never_waits_longer_than_a_minute_and_is_tried_for_two_hours() -> None:
    waits = [rules.backoff("page", attempts, 0.5) for attempts in range(1, rules.most_attempts("page"))]
    assert rules.backoff("page", 200, 1) == timedelta(minutes=1)
    assert timedelta(hours=1.5) < sum(waits, timedelta()) < timedelta(hours=2.5)
