"""How many agents and tickets a day a machine bears, from how many answers a second four clients got of each page."""

from collections.abc import Mapping
from dataclasses import dataclass

HOUR = 3600
A_TICKET: Mapping[str, float] = {
    "queue": 3,
    "ticket, 3 replies, agent": 8,
    "reply, agent": 3,
    "search, rare, agent": 1,
    "search, common, agent": 1,
    "home": 2,
    "list, member": 2,
    "ticket, 3 replies, customer": 6,
    "new ticket, form": 1,
    "create": 1,
    "reply, customer": 2,
    "coverage": 0.5,
    "article, customer": 3,
    "article, anonymous": 5,
    "thread of 50, customer": 1,
}
"""How often each page is asked for because of one ticket: by its agent, its customer, and who reads and files none."""
AN_HOUR: Mapping[str, float] = {"queue, what is new": HOUR / 20, "inbox, unread": HOUR / 60}
"""How often the open page of an agent asks by itself."""
OF_AN_AGENT = 20
"""Tickets of an agent a day."""
BUSIEST = 0.2
"""The part of a day's tickets that its busiest hour has; every agent is at work then."""
FULL = 0.6
"""How busy the processors are then: beyond it, answers wait for each other."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the processors bear that were measured, and what each part of it takes of them, in seconds."""

    agents: int
    tickets: int
    of_a_ticket: float
    of_an_hour: float


def capacity(rates: Mapping[str, float]) -> Capacity | None:
    """From answers a second by page; None where not all of them were measured."""
    if not rates.keys() >= A_TICKET.keys() | AN_HOUR.keys():
        return None
    ticket, hour = (sum(often / rates[page] for page, often in mix.items()) for mix in (A_TICKET, AN_HOUR))
    agents = int(FULL * HOUR / (BUSIEST * OF_AN_AGENT * ticket + hour))
    return Capacity(agents, agents * OF_AN_AGENT, ticket, hour)
