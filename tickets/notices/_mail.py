"""One mail about a ticket, and the people whom it can go to."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from notifications.services import News, notify
from tickets.models import Ticket

KINDS = {
    "filed": ("filed", "", ""),
    "replied": ("reply", "author", ""),
    "noted": ("note", "author", ""),
    "mentioned": ("mention", "author", ""),
    "asked": ("asked", "by", "waiting_for"),
    "resolved": ("resolved", "", ""),
    "assigned": ("assigned", "by", ""),
    "watched": ("following", "by", ""),
    "merged": ("progress", "", "source"),
    "unmerged": ("progress", "", ""),
    "severity": ("progress", "by", "after"),
    "disputed": ("desk", "by", ""),
    "dispute_decided": ("progress", "decided_by", ""),
    "covered": ("progress", "", ""),
    "uncovered": ("progress", "", ""),
    "covered_desk": ("desk", "", ""),
    "handed_over": ("desk", "by", "desk"),
    "infected": ("progress", "", "file"),
    "promise_warned": ("promise", "", "percent"),
    "promise_broken": ("promise", "", "promise"),
    "rated": ("rating", "by", "score"),
    "emergency_started": ("emergency", "agent", ""),
    "emergency_asked": ("emergency", "", "percent"),
    "emergency_extended": ("emergency", "by", "more"),
    "emergency_ended": ("emergency", "", "used"),
    "window_booked": ("window", "engineer", "when"),
    "window_moved": ("window", "engineer", "when"),
    "window_given": ("window", "engineer", "when"),
    "window_unstaffed": ("window", "engineer", "when"),
    "window_cancelled": ("window", "", ""),
    "window_reminded": ("window", "engineer", "when"),
    "window_opened": ("window", "engineer", ""),
    "window_ended": ("window", "engineer", "used"),
}
"""Of which kind the news of each mail is, and which of its facts say who did it and what."""
WITH = ("requester", "organization", "assignee__user", "desk__region", "product", "contract")


def ticket_of(key: str | int) -> Ticket:
    """The ticket with the row `key`, and all that its mails name."""
    return Ticket.objects.select_related(*WITH).get(pk=key)


def agent_of(ticket: Ticket) -> User | None:
    """Who has the ticket; None where nobody does."""
    return ticket.assignee.user if ticket.assignee else None


def mail(
    name: str, ticket: Ticket, reader: User, facts: dict[str, Any], *, event: str, at: datetime, door: str = "ticket"
) -> None:
    """Tell one person about the ticket, in its language and zone, as long as it may read it.

    `door` names the guard that is asked again: "note" lets the agents of the ticket through only.
    """
    kind, by, what = KINDS[name]
    news = News(
        kind=kind,
        code=name,
        about=f"ticket:{ticket.reference}",
        event=f"ticket.{event}",
        title=f"{ticket.reference}: {ticket.subject}",
        url=address(ticket),
        mail=f"tickets/mail/{name}",
        door=f"{door}:{ticket.reference}",
        by=str(facts.get(by, "")),
        what=str(facts.get(what, "")),
        facts={**facts, "reference": ticket.reference, "subject": ticket.subject},
    )
    notify(reader=reader, news=news, at=at)


def address(ticket: Ticket) -> str:
    """The path of the ticket's page."""
    return reverse("tickets:ticket", args=[ticket.reference])


def at_desk(ticket: Ticket) -> list[User]:
    """The agents of the ticket's desk, by address."""
    at_it = User.objects.filter(is_active=True, agent__memberships__desk=ticket.desk_id)
    return list(at_it.order_by("email")) if ticket.desk_id else []
