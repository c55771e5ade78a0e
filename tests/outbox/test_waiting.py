"""How long a failed message waits."""

from datetime import timedelta

import pytest

from outbox import rules


@pytest.mark.parametrize(
    ("attempts", "longest"),
    [
        (1, timedelta(seconds=15)),
        (2, timedelta(seconds=30)),
        (5, timedelta(minutes=4)),
        (10, timedelta(minutes=128)),
        (11, timedelta(hours=4)),
        (15, timedelta(hours=4)),
    ],
)
def test_the_wait_doubles_up_to_four_hours_and_chance_takes_at_most_a_quarter(
    attempts: int, longest: timedelta
) -> None:
    assert rules.backoff(attempts, 0) == longest
    assert rules.backoff(attempts, 1) == longest * 0.75


def test_a_message_is_given_up_about_a_day_after_it_was_first_tried() -> None:
    waits = [rules.backoff(attempts, 0.5) for attempts in range(1, rules.ATTEMPTS)]
    assert timedelta(hours=18) < sum(waits, timedelta()) < timedelta(hours=26)
    assert rules.is_spent(rules.ATTEMPTS)
    assert not rules.is_spent(rules.ATTEMPTS - 1)
