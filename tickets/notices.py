"""Who is told what about a ticket, and in which words: what follows the news of `tickets.services`.

Each is told once per event and recipient, whoever may read the ticket then; an internal note goes to agents only.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from oncall.services import page_on_call
from outbox import services as outbox
from tickets import rules, wording
from tickets.models import Link, Merge, Note, Reply, Ticket, TicketEvent
from tickets.services import colleagues, first_due_of

WITH = ("requester", "organization", "assignee__user", "desk__region", "product")
PAGED = "paged"


def filed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the contact that the ticket is stored, and what the contract says about it."""
    ticket = _ticket(key)
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
    _mail("filed", ticket, reader, facts, event=f"filed:{ticket.pk}", at=at)


def replied(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell the other side and who watches: the customer of the vendor's reply, the ticket's agent of the customer's.

    Who is mentioned is told that instead; of an edit nobody else is told.
    """
    reply = Reply.objects.select_related("author").get(pk=key)
    ticket = _ticket(reply.ticket_id)
    told = _mentioned(ticket, reply, payload, at)
    if payload.get("is_edit"):
        return
    reader = ticket.requester if reply.is_from_vendor else _agent(ticket)
    watchers = User.objects.filter(watched__ticket=ticket, is_active=True)
    for person in {reader, *watchers} - {None, reply.author, *told}:
        assert person is not None  # noqa: S101 - tells the type checker what the line above does
        _mail("replied", ticket, person, _said(reply), event=f"replied:{reply.pk}", at=at)


def noted(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell the agents who watch, and those whom the note mentions; nobody else reads a note."""
    note = Note.objects.select_related("author").get(pk=key)
    ticket = _ticket(note.ticket_id)
    told = _mentioned(ticket, note, payload, at)
    if payload.get("is_edit"):
        return
    watchers = set(colleagues(ticket).filter(watched__ticket=ticket))
    for person in watchers - {note.author, *told}:
        _mail("noted", ticket, person, _said(note), event=f"noted:{note.pk}", at=at, door="note")


def changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell the customer what is asked of it and that its ticket is resolved, and an agent what was given to it."""
    ticket, act, event = _ticket(key), payload.get("act"), payload.get("event")
    facts = {"waiting_for": ticket.waiting_for, "by": payload.get("by", "")}
    if act == rules.Act.WAIT_FOR_CUSTOMER and ticket.status == rules.Status.WAITING_FOR_CUSTOMER:
        _mail("asked", ticket, ticket.requester, facts, event=f"asked:{event}", at=at)
    elif act == rules.Act.RESOLVE and ticket.status == rules.Status.RESOLVED:
        until = ticket.closes_at or at
        _mail("resolved", ticket, ticket.requester, {"until_at": until.isoformat()}, event=f"resolved:{event}", at=at)
    elif act == rules.Act.ASSIGN and (agent := _agent(ticket)):
        _mail("assigned", ticket, agent, facts, event=f"assigned:{event}", at=at)


def merged(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell whoever filed a ticket that it was merged into another one, or that it stands on its own again."""
    made = Merge.objects.select_related("source__requester", "target").get(pk=key)
    reader, event = made.source.requester, f"merge:{made.pk}"
    if payload.get("is_undone"):
        _mail("unmerged", made.source, reader, {"other": made.target.reference}, event=f"un{event}", at=at)
    elif made.undone_at is None:
        _mail("merged", made.target, reader, {"source": made.source.reference}, event=event, at=at)


def page_owed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Call on-call at the desk of the sold-in region; without a desk the fallback is called and told so."""
    ticket = _ticket(key)
    if not rules.is_paged(ticket.status, is_gone=ticket.is_set_aside or ticket.merged_into_id is not None):
        return
    dedupe_key = f"ticket:{ticket.pk}:filed"
    subject = gettext("%(reference)s, severity %(severity)s: %(subject)s") % {
        "reference": ticket.reference,
        "severity": ticket.severity,
        "subject": ticket.subject,
    }
    if ticket.desk is None:
        facts = {"subject": subject, "url": _url(ticket)}
        outbox.mail(
            name="tickets/mail/no_desk",
            recipient=settings.PAGE_FALLBACK_EMAIL,
            payload=facts,
            dedupe_key=dedupe_key,
            at=at,
        )
        return
    page = page_on_call(desk=ticket.desk, subject=subject, url=_url(ticket), dedupe_key=dedupe_key, at=at)
    TicketEvent.objects.get_or_create(
        ticket=ticket, code=PAGED, data={"page": page.pk}, defaults={"at": at, "is_internal": True}
    )


def _mentioned(ticket: Ticket, message: Reply | Note, payload: Mapping[str, Any], at: datetime) -> set[User]:
    """Tell those whom a message mentions, and answer who they are."""
    people = set(User.objects.filter(pk__in=payload.get("mentioned", ()), is_active=True))
    door = "note" if isinstance(message, Note) else "ticket"
    facts = {**_said(message), "is_note": door == "note"}
    for person in people:
        _mail("mentioned", ticket, person, facts, event=f"mentioned:{door}:{message.pk}", at=at, door=door)
    return people


def _said(message: Reply | Note) -> dict[str, Any]:
    return {"author": message.author.name, "body": message.body, "html": message.html}


def _ticket(key: str | int) -> Ticket:
    return Ticket.objects.select_related(*WITH).get(pk=key)


def _split_from(ticket: Ticket) -> str:
    """The reference of the ticket that it was a part of; empty for one that was filed by itself."""
    splits = ticket.links_to_earlier.filter(kind=Link.Kind.SPLIT)
    return splits.values_list("earlier__reference", flat=True).first() or ""


def _agent(ticket: Ticket) -> User | None:
    return ticket.assignee.user if ticket.assignee else None


def _mail(
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
            "url": _url(ticket),
            "zone": str(reader.zone),
            "language": reader.language,
        },
        dedupe_key=f"ticket.{event}:{reader.email}",
        at=at,
        guard=f"{door}:{ticket.reference}:{reader.email}",
    )


def _url(ticket: Ticket) -> str:
    return reverse("tickets:ticket", args=[ticket.reference])
