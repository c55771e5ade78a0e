"""The life of a ticket: its severity, and what follows it when it is over."""

from typing import Any

from tests.pages.objects import liams_ticket
from tests.pages.registry import Address, Reader, agents, of_the_desk
from tests.world import AT
from tickets import rules
from tickets.models import Ticket


def liams_old_ticket() -> dict[str, Any]:
    """The ticket of the list, closed so long ago that nothing brings it back."""
    named = liams_ticket()
    ended_at = AT - rules.GRACE
    Ticket.objects.filter(**named).update(
        status="closed", resolved_at=ended_at, closed_at=ended_at, closes_at=None, next_promise_at=None
    )
    return named


# The viewer may read the ticket; what is asked here is for those who write.
READING = {**of_the_desk(403, customers=200), Reader.VIEWER: 403}

PAGES: tuple[Address, ...] = (
    Address(
        "tickets:follow-up",
        READING,
        statements=12,
        portrait=Reader.OWNER,
        arguments=liams_old_ticket,
    ),
    Address("tickets:severity", of_the_desk(200), statements=12, portrait=Reader.AGENT, arguments=liams_ticket),
    Address("tickets:dispute", READING, statements=12, portrait=Reader.OWNER, arguments=liams_ticket),
    Address("tickets:dispute-decision", of_the_desk(200), statements=12, portrait=Reader.AGENT, arguments=liams_ticket),
    Address("tickets:hand-over", of_the_desk(200), statements=14, portrait=Reader.AGENT, arguments=liams_ticket),
    Address("tickets:setting-aside", of_the_desk(200), statements=12, portrait=Reader.AGENT, arguments=liams_ticket),
    Address("tickets:restoration", of_the_desk(200), statements=12, portrait=Reader.AGENT, arguments=liams_ticket),
    Address("tickets:trash", agents(), statements=5, portrait=Reader.AGENT),
    Address(
        "tickets:emergency",
        READING,
        statements=30,
        portrait=Reader.OWNER,
        arguments=liams_ticket,
    ),
)
