"""The agents' queue."""

from tests.pages.objects import since_the_world_began
from tests.pages.registry import Address, Reader, agents

FILTERS = ("desk", "product", "organization")  # an agent knows them all

PAGES: tuple[Address, ...] = (
    Address("tickets:queue", agents(), statements=6, portrait=Reader.AGENT, bare=Reader.FAR_AGENT, known=FILTERS),
    Address("tickets:queue-next-up", agents(), statements=4, portrait=Reader.AGENT, looked_at=False),
    Address(
        "tickets:queue-news",
        agents(204),
        statements=4,
        portrait=Reader.AGENT,
        data=since_the_world_began,
        known=FILTERS,
        looked_at=False,
    ),
)
