"""When a failed delivery is tried again, when it is given up, and when a sweep is late. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

LEASE: Final = timedelta(seconds=45)
"""How long a claimed message belongs to its worker unless that renews it; what a killed worker held waits so long."""
RENEW_EVERY: Final = LEASE / 3
LONGEST_WORK: Final = timedelta(minutes=5)
"""How long a worker renews the lease of one message: whoever takes longer hangs, and loses it."""
LATE: Final = timedelta(seconds=60)
"""A sweep that has not ended for so long stands still; one runs every five seconds."""
PING_EVERY: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Patience:
    """How a kind of message is tried again: the longest wait, and after how many attempts it is given up."""

    longest: timedelta
    attempts: int


FIRST_DELAY: Final = timedelta(seconds=15)
USUAL: Final = Patience(timedelta(hours=4), 20)
"""Given up about a day after the first attempt."""
PATIENCE: Final[Mapping[str, Patience]] = {"page": Patience(timedelta(minutes=1), 240)}
"""Whoever must be woken does not wait for hours after the mail server is back; about two hours of attempts."""


def backoff(kind: str, attempts: int, chance: float) -> timedelta:
    """How long a message of `kind` waits after its failed attempt number `attempts` (from 1).

    The bound doubles from 15 seconds on; `chance` in [0, 1] says how much of it is waited ("full jitter"), so that
    messages that failed together come back spread out.
    """
    bound = FIRST_DELAY * (1 << min(attempts - 1, 16))
    return min(bound, _patience(kind).longest) * chance


def most_attempts(kind: str) -> int:
    """After how many attempts a message of `kind` is given up."""
    return _patience(kind).attempts


def without_secret(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a message that left: all but what lies under `secret`, such as a code to log in with."""
    return {name: value for name, value in payload.items() if name != "secret"}


def _patience(kind: str) -> Patience:
    return PATIENCE.get(kind, USUAL)
