"""What follows the filing of a ticket, what is written on it, and what is done to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from common import markup
from oncall.services import resolve_run, set_assignee
from outbox import services as outbox
from tickets import rules, wording
from tickets.models import Link, Merge, Note, Reply, Ticket, TicketEvent
from tickets.notices._mail import address, agent_of, mail, ticket_of
from tickets.notices._paging import call
from tickets.services import colleagues, first_due_of


def filed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the contact that the ticket is stored, and what the contract says about it."""
    ticket = ticket_of(key)
    reader = ticket.requester
    with translation.override(reader.language):
        words = wording.stored_in_words(
            ticket.decision, spelling=wording.spelling(), zone=reader.zone, due_at=first_due_of(ticket)
        )
        facts = {
            "split_from": _split_from(ticket),
            "headline": words.headline,
            "promise": words.promise,
            "due_at": words.due_at.isoformat() if words.due_at else None,
            "reasons": [reason.text for reason in words.reasons],
            "ways": [way.label for way in words.ways],
        }
    mail("filed", ticket, reader, facts, event=f"filed:{ticket.pk}", at=at)


def replied(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell the other side and who watches: the customer of the vendor's reply, the ticket's agent of the customer's.

    Who is mentioned is told that instead; of an edit nobody else is told. The vendor's reply ends the calls to on-call.
    """
    reply = Reply.objects.select_related("author").get(pk=key)
    ticket = ticket_of(reply.ticket_id)
    told = _mentioned(ticket, reply, payload, at)
    if payload.get("is_edit"):
        return
    if reply.is_from_vendor:
        resolve_run(key=f"ticket:{ticket.pk}", at=at)
    reader = ticket.requester if reply.is_from_vendor else agent_of(ticket)
    watchers = User.objects.filter(watched__ticket=ticket, is_active=True)
    for person in {reader, *watchers} - {None, reply.author, *told}:
        assert person is not None  # noqa: S101 - tells the type checker what the line above does
        mail("replied", ticket, person, _said(reply), event=f"replied:{reply.pk}", at=at)


def noted(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell the agents who watch, and those whom the note mentions; nobody else reads a note."""
    note = Note.objects.select_related("author").get(pk=key)
    ticket = ticket_of(note.ticket_id)
    told = _mentioned(ticket, note, payload, at)
    if payload.get("is_edit"):
        return
    watchers = set(colleagues(ticket).filter(watched__ticket=ticket))
    for person in watchers - {note.author, *told}:
        mail("noted", ticket, person, _said(note), event=f"noted:{note.pk}", at=at, door="note")


def changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell the customer what is asked of it and that its ticket is resolved, and an agent what was given to it."""
    ticket, act, event = ticket_of(key), payload.get("act"), payload.get("event")
    facts = {"waiting_for": ticket.waiting_for, "by": payload.get("by", "")}
    if act == rules.Act.WAIT_FOR_CUSTOMER and ticket.status == rules.Status.WAITING_FOR_CUSTOMER:
        mail("asked", ticket, ticket.requester, facts, event=f"asked:{event}", at=at)
    elif act == rules.Act.RESOLVE and ticket.status == rules.Status.RESOLVED:
        until, rating = ticket.closes_at or at, reverse("tickets:rating", args=[ticket.reference])
        facts = {"until_at": until.isoformat(), "rating_url": rating}
        mail("resolved", ticket, ticket.requester, facts, event=f"resolved:{event}", at=at)
    elif act == rules.Act.ASSIGN and (agent := agent_of(ticket)):
        mail("assigned", ticket, agent, facts, event=f"assigned:{event}", at=at)


def watched(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell somebody who lets it follow a ticket, as long as it follows."""
    event = TicketEvent.objects.select_related("actor").get(pk=key)
    ticket = ticket_of(event.ticket_id)
    facts = {"by": event.actor.name if event.actor else ""}
    for person in User.objects.filter(pk=payload["person"], is_active=True, watched__ticket=ticket):
        mail("watched", ticket, person, facts, event=f"watched:{event.pk}", at=at)


def merged(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell whoever filed a ticket that it was merged into another one, or that it stands on its own again."""
    made = Merge.objects.select_related("source__requester", "target").get(pk=key)
    reader, event = made.source.requester, f"merge:{made.pk}"
    if payload.get("is_undone"):
        mail("unmerged", made.source, reader, {"other": made.target.reference}, event=f"un{event}", at=at)
    elif made.undone_at is None:
        mail("merged", made.target, reader, {"source": made.source.reference}, event=event, at=at)


def page_owed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Call on-call at the desk of the sold-in region; without a desk the fallback is called and told so.

    It is one call for the filing, and one for each `event` after it that makes one owed.
    """
    ticket = ticket_of(key)
    if not rules.is_paged(ticket.status, is_gone=ticket.is_set_aside or ticket.merged_into_id is not None):
        return
    dedupe_key = f"ticket:{ticket.pk}:{payload.get('event', 'filed')}"
    subject = gettext("%(reference)s, severity %(severity)s: %(subject)s") % {
        "reference": ticket.reference,
        "severity": ticket.severity,
        "subject": ticket.subject,
    }
    if ticket.desk is None:
        facts = {"notice": "page", "subject": subject, "url": address(ticket)}
        outbox.mail(
            name="tickets/mail/no_desk",
            recipient=settings.PAGE_FALLBACK_EMAIL,
            payload=facts,
            dedupe_key=dedupe_key,
            at=at,
        )
        return
    call(ticket, subject=subject, dedupe_key=dedupe_key, at=at, package=ticket.decision.get("package") or "")


def call_owner(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Let what calls about a ticket call whoever has it by now, not whoever had it when the calls began."""
    ticket = ticket_of(key)
    set_assignee(key=f"ticket:{ticket.pk}", assignee=ticket.assignee)


def _mentioned(ticket: Ticket, message: Reply | Note, payload: Mapping[str, Any], at: datetime) -> set[User]:
    """Tell those whom a message mentions, and answer who they are."""
    people = set(User.objects.filter(pk__in=payload.get("mentioned", ()), is_active=True))
    door = "note" if isinstance(message, Note) else "ticket"
    facts = {**_said(message), "is_note": door == "note"}
    for person in people:
        mail("mentioned", ticket, person, facts, event=f"mentioned:{door}:{message.pk}", at=at, door=door)
    return people


def _said(message: Reply | Note) -> dict[str, Any]:
    return {"author": message.author.name, "body": message.body, "html": markup.without_pictures(message.html)}


def _split_from(ticket: Ticket) -> str:
    """The reference of the ticket that it was a part of; empty for one that was filed by itself."""
    splits = ticket.links_to_earlier.filter(kind=Link.Kind.SPLIT)
    return splits.values_list("earlier__reference", flat=True).first() or ""
