"""Which tickets may belong together."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose ticket it is: an organization's, or that of a person without one."""

    organization: int | None
    requester: int


def same_customer(one: Customer, other: Customer) -> bool:
    """Whether two tickets are of one organization; without one, of the same person."""
    if one.organization is None or other.organization is None:
        return one == other
    return one.organization == other.organization


def makes_a_circle(parents: Mapping[int, int], child: int, parent: int) -> bool:
    """Whether `child` would be a part of itself once it is a part of `parent`; `parents` names what stands."""
    above: int | None = parent
    while above is not None:
        if above == child:
            return True
        above = parents.get(above)
    return False
