"""What follows a change of severity, a dispute about it, a hand-over, and new cover."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation

from accounts.models import User
from tickets import rules, wording
from tickets.models import HandOver, SeverityDispute, Ticket, TicketEvent
from tickets.notices._mail import agent_of, at_desk, mail, ticket_of
from tickets.services import first_due_of


def severity_changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the customer the new severity and why; of a lower one also how to disagree."""
    event = TicketEvent.objects.select_related("actor").get(pk=key)
    ticket = ticket_of(event.ticket_id)
    facts = {
        "by": event.actor.name if event.actor else "",
        "before": _severity(event.data["from"], ticket.requester),
        "after": _severity(event.data["to"], ticket.requester),
        "reason": event.data["reason"],
        "dispute_url": reverse("tickets:dispute", args=[ticket.reference]) if rules.is_lowered(event.data) else "",
    }
    mail("severity", ticket, ticket.requester, facts, event=f"severity:{event.pk}", at=at)


def severity_disputed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the ticket's agent, or its desk where nobody has it, that the customer disagrees."""
    dispute = SeverityDispute.objects.select_related("by").get(pk=key)
    ticket = ticket_of(dispute.ticket_id)
    agent = agent_of(ticket)
    for reader in [agent] if agent else at_desk(ticket):
        facts = {
            "by": dispute.by.name,
            "asks_for": _severity(dispute.asks_for, reader),
            "reason": dispute.reason,
            "decision_url": reverse("tickets:dispute-decision", args=[ticket.reference]),
        }
        mail("disputed", ticket, reader, facts, event=f"disputed:{dispute.pk}", at=at)


def dispute_decided(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell whoever disagreed what an agent answered."""
    dispute = SeverityDispute.objects.select_related("by", "decided_by").get(pk=key)
    facts = {
        "decided_by": dispute.decided_by.name if dispute.decided_by else "",
        "is_upheld": bool(dispute.is_upheld),
        "severity": _severity(dispute.asks_for if dispute.is_upheld else dispute.set_to, dispute.by),
        "answer": dispute.answer,
    }
    mail("dispute_decided", ticket_of(dispute.ticket_id), dispute.by, facts, event=f"decided:{dispute.pk}", at=at)


def handed_over(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the agents of the new desk what came to it, with the note; whoever gave it knows."""
    given = HandOver.objects.select_related("note", "by", "from_desk", "to_desk").get(pk=key)
    ticket = ticket_of(given.ticket_id)
    facts = {"by": given.by.name, "desk": given.to_desk.name, "body": given.note.body, "html": given.note.html}
    for reader in at_desk(ticket):
        if reader != given.by:
            mail("handed_over", ticket, reader, facts, event=f"handed_over:{given.pk}", at=at, door="note")


def covered(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the customer who works on it by now, and the agents of the desk that it came to them."""
    event = TicketEvent.objects.get(pk=key)
    ticket = ticket_of(event.ticket_id)
    reader = ticket.requester
    with translation.override(reader.language):
        words = wording.stored_in_words(
            event.data["decision"], spelling=wording.spelling(), zone=reader.zone, due_at=first_due_of(ticket)
        )
        due_at = words.due_at.isoformat() if words.due_at else None
        facts = {"headline": words.headline, "promise": words.promise, "due_at": due_at}
    mail("covered", ticket, reader, facts, event=f"covered:{event.pk}", at=at)
    for agent in at_desk(ticket):
        mail("covered_desk", ticket, agent, {}, event=f"covered_desk:{event.pk}", at=at)


def uncovered(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the customer that nothing covers its ticket as it was corrected, why, and what would."""
    event = TicketEvent.objects.get(pk=key)
    ticket = ticket_of(event.ticket_id)
    reader = ticket.requester
    with translation.override(reader.language):
        words = wording.stored_in_words(
            event.data["decision"], spelling=wording.spelling(), zone=reader.zone, due_at=None
        )
        facts = {
            "headline": words.headline,
            "reasons": [reason.text for reason in words.reasons],
            "ways": [way.label for way in words.ways],
        }
    mail("uncovered", ticket, reader, facts, event=f"uncovered:{event.pk}", at=at)


def _severity(number: int, reader: User) -> str:
    """A severity in the words of its reader: "1, Production down"."""
    with translation.override(reader.language):
        return f"{number}, {Ticket.Severity(number).label}"
