"""When a failed delivery is tried again, and when it is given up. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

ATTEMPTS = 16
"""After so many attempts a message is given up: about a day after the first."""
LEASE = timedelta(minutes=5)
"""How long a claimed message belongs to its worker; longer than any single delivery takes."""
FIRST_DELAY = timedelta(seconds=15)
LONGEST_DELAY = timedelta(hours=4)


def backoff(attempts: int, chance: float) -> timedelta:
    """How long to wait after the failed attempt number `attempts` (from 1).

    The wait doubles from 15 seconds to 4 hours; `chance` in [0, 1] takes up to a quarter of it away, so that
    messages that failed together do not come back together.
    """
    doubled = FIRST_DELAY * (1 << min(attempts - 1, 16))
    return min(doubled, LONGEST_DELAY) * (1 - chance / 4)


def is_spent(attempts: int) -> bool:
    """Whether a message that was attempted `attempts` times is given up."""
    return attempts >= ATTEMPTS


def without_secret(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a message that left: all but what lies under `secret`, such as a code to log in with."""
    return {name: value for name, value in payload.items() if name != "secret"}
