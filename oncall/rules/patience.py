"""How long a row that broke its sweep rests, and after how many tries it is set aside. Pure."""

from datetime import timedelta
from typing import Final

FIRST_REST: Final = timedelta(seconds=30)
TRIES: Final = 6
"""Set aside about a quarter of an hour after the first try."""


def rest(tries: int) -> timedelta:
    """How long a row rests after its failed try number `tries` (from 1): twice as long each time."""
    return FIRST_REST * (1 << min(tries - 1, 10))
