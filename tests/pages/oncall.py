"""Who is on call."""

from tests.pages.objects import page_of_amer
from tests.pages.registry import Address, Reader, agents

PAGES: tuple[Address, ...] = (
    Address("oncall:board", agents(), statements=8, portrait=Reader.AGENT),
    Address(
        "oncall:acknowledgement",
        agents(404),
        statements=4,
        portrait=Reader.AGENT,
        arguments=page_of_amer,
        method="POST",
        looked_at=False,
    ),
)
