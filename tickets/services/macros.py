"""Prepared answers: what one says on a ticket and what it does, all or nothing."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from accounts.models import User
from common.refusal import Unable
from tickets import rules, wording
from tickets.models import Macro, Ticket
from tickets.querysets import MacroQuerySet
from tickets.rules import Act, Status
from tickets.services.changes import check_edit, destination, lock, record
from tickets.services.conversation import add_note, reply
from tickets.services.life import change_status, close, resolve, take
from tickets.services.tags import tag


class UnableToApply(Unable):
    """Codes: `agents_only`, `forbidden`, `not_offered`, `empty`, `changed_meanwhile`."""


def offered_macros(ticket: Ticket) -> MacroQuerySet:
    """The macros for a ticket that its reader may work: those of its desk and product, and of all."""
    return Macro.objects.offered_on(ticket)


def placeholder_values(ticket: Ticket, agent: User) -> dict[str, str]:
    """What the placeholders of a macro stand for on a ticket, as its customer reads it."""
    reader = ticket.requester
    with translation.override(reader.language):
        due = wording.day_and_time(ticket.next_promise_at, reader.zone) if ticket.next_promise_at else ""
    return {
        "contact": reader.name,
        "organization": ticket.organization.name if ticket.organization else "",
        "reference": ticket.reference,
        "subject": ticket.subject,
        "product": str(ticket.version or ticket.product or ""),
        "desk": ticket.desk.name if ticket.desk else "",
        "agent": agent.name,
        "due": due,
    }


@transaction.atomic
def apply_macro(
    *, ticket: Ticket, macro: Macro, actor: User, at: datetime, body: str | None = None, edit: int | None = None
) -> None:
    """Take the ticket, write, set its state and its tags, as the macro says; `body` is its text as an agent edited it.

    Raises:
        UnableToApply: when the macro is not for this ticket, or the ticket was edited since `edit` was looked at.
        Unable: what one of its acts is refused with; nothing of it is done then.
    """
    lock(ticket)
    destination(ticket, Act.NOTE, actor=actor, at=at, refusal=UnableToApply)
    check_edit(ticket, edit, UnableToApply)
    if not offered_macros(ticket).filter(pk=macro.pk).exists():
        raise UnableToApply("not_offered")
    values = placeholder_values(ticket, actor)
    text = rules.filled(macro.text, values) if body is None else body
    if macro.text and not text.strip():
        raise UnableToApply("empty")
    record(ticket, actor=actor, code="macro_applied", at=at, data={"macro": macro.name}, is_internal=True)
    if macro.takes and ticket.assignee_id != actor.agent.pk:
        take(ticket=ticket, agent=actor.agent, at=at)
    if text.strip():
        (add_note if macro.is_note else reply)(ticket=ticket, author=actor, body=text, at=at)
    if macro.status:
        _put(ticket, macro, rules.filled(macro.waiting_for, values, is_markdown=False), actor=actor, at=at)
    tag(ticket=ticket, actor=actor, add=macro.tags.values_list("name", flat=True), at=at)


def _put(ticket: Ticket, macro: Macro, ask: str, *, actor: User, at: datetime) -> None:
    """Set the state that the macro names."""
    if macro.status == Status.RESOLVED:
        resolve(ticket=ticket, actor=actor, at=at)
    elif macro.status == Status.CLOSED:
        close(ticket=ticket, actor=actor, at=at)
    else:
        change_status(ticket=ticket, actor=actor, status=macro.status, waiting_for=ask, at=at)
