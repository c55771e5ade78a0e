"""One mail about a ticket, and the people whom it can go to."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from outbox import services as outbox
from tickets.models import Ticket

WITH = ("requester", "organization", "assignee__user", "desk__region", "product")


def ticket_of(key: str | int) -> Ticket:
    """The ticket with the row `key`, and all that its mails name."""
    return Ticket.objects.select_related(*WITH).get(pk=key)


def agent_of(ticket: Ticket) -> User | None:
    """Who has the ticket; None where nobody does."""
    return ticket.assignee.user if ticket.assignee else None


def mail(
    name: str, ticket: Ticket, reader: User, facts: dict[str, Any], *, event: str, at: datetime, door: str = "ticket"
) -> None:
    """Owe one mail about the ticket, in the reader's language and zone, as long as the reader may read it.

    `door` names the guard that is asked again: "note" lets the agents of the ticket through only.
    """
    outbox.mail(
        name=f"tickets/mail/{name}",
        recipient=reader.email,
        payload={
            **facts,
            "reader": reader.name,
            "reference": ticket.reference,
            "subject": ticket.subject,
            "url": address(ticket),
            "zone": str(reader.zone),
            "language": reader.language,
        },
        dedupe_key=f"ticket.{event}:{reader.email}",
        at=at,
        guard=f"{door}:{ticket.reference}:{reader.email}",
    )


def address(ticket: Ticket) -> str:
    """The path of the ticket's page."""
    return reverse("tickets:ticket", args=[ticket.reference])


def at_desk(ticket: Ticket) -> list[User]:
    """The agents of the ticket's desk, by address."""
    at_it = User.objects.filter(is_active=True, agent__memberships__desk=ticket.desk_id)
    return list(at_it.order_by("email")) if ticket.desk_id else []
