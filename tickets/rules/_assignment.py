"""Who is given a ticket of a desk."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

LONG_AGO = datetime.min.replace(tzinfo=UTC)
"""When somebody was last given a ticket who never was."""


class Way(StrEnum):
    """How a desk gives its tickets to its agents."""

    BY_HAND = "by_hand"
    IN_TURN = "in_turn"
    LEAST_LOADED = "least_loaded"


class Nobody(StrEnum):
    """Why a ticket is given to nobody."""

    BY_HAND = "by_hand"
    NO_AGENTS = "no_agents"
    NOBODY_SKILLED = "nobody_skilled"
    NOBODY_AT_WORK = "nobody_at_work"
    ALL_FULL = "all_full"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent of the desk as far as assignment is concerned.

    Without `skills` it takes any product; without a `capacity` any number of `open_tickets`.
    """

    id: int
    is_at_work: bool
    open_tickets: int = 0
    capacity: int | None = None
    skills: frozenset[int] = field(default_factory=frozenset)
    last_given_at: datetime | None = None


def choose(way: Way, product: int | None, candidates: Collection[Candidate]) -> Candidate | Nobody:
    """The agent of the desk that is given a ticket about `product`, or the first reason why there is none.

    In turn it is who was given one longest ago; least loaded is who has the fewest open ones against its capacity,
    and of equals who was given one longest ago.
    """
    if way is Way.BY_HAND:
        return Nobody.BY_HAND
    left = list(candidates)
    for reason, fits in _doors(product):
        left = [each for each in left if fits(each)]
        if not left:
            return reason if candidates else Nobody.NO_AGENTS
    if way is Way.IN_TURN:
        return min(left, key=_turn)
    usual = max((each.capacity or 0 for each in candidates), default=0) or 1
    return min(left, key=lambda each: (each.open_tickets / (each.capacity or usual), _turn(each)))


def _doors(product: int | None) -> tuple[tuple[Nobody, Callable[[Candidate], bool]], ...]:
    """What an agent must be, in the order in which the lack of it is told."""
    return (
        (Nobody.NOBODY_SKILLED, lambda each: product is None or not each.skills or product in each.skills),
        (Nobody.NOBODY_AT_WORK, lambda each: each.is_at_work),
        (Nobody.ALL_FULL, lambda each: each.capacity is None or each.open_tickets < each.capacity),
    )


def _turn(candidate: Candidate) -> tuple[datetime, int]:
    return candidate.last_given_at or LONG_AGO, candidate.id
