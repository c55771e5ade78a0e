"""The life of a ticket: its severity, and what follows it when it is over."""

from typing import Any

from entitlements.models import UnitAccount, UnitHold
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


def liams_emergency() -> dict[str, Any]:
    """The ticket of the list as a confirmed emergency that nobody has begun."""
    named = liams_ticket()
    ticket = Ticket.objects.get(**named)
    Ticket.objects.filter(pk=ticket.pk).update(decision={**ticket.decision, "mode": "emergency"})
    account, _made = UnitAccount.objects.get_or_create(organization=ticket.organization)
    terms = {"account": account, "minimum": 1, "consented": 1, "held": 0, "opened_at": AT}
    UnitHold.objects.get_or_create(subject=ticket.reference, closed_at=None, defaults=terms)
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
    Address("tickets:emergency-consent", READING, statements=20, portrait=Reader.OWNER, arguments=liams_ticket),
    Address("tickets:emergency-start", of_the_desk(200), statements=12, portrait=Reader.AGENT, arguments=liams_ticket),
    Address("tickets:emergency-refund", of_the_desk(200), statements=12, portrait=Reader.AGENT, arguments=liams_ticket),
    Address("tickets:emergency-end", of_the_desk(200), statements=12, portrait=Reader.AGENT, arguments=liams_ticket),
    Address(
        "tickets:meter",
        of_the_desk(200, customers=200),
        statements=8,
        portrait=Reader.AGENT,
        arguments=liams_emergency,
        looked_at=False,
    ),
)
