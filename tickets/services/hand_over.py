"""A ticket goes to another desk with a note: to the one that opens next when the own one closes."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog.models import Desk
from common.refusal import Unable
from outbox.services import publish
from tickets import rules
from tickets.models import HandOver, Ticket
from tickets.rules import Act
from tickets.services.changes import check_edit, destination, lock, record, touch
from tickets.services.conversation import add_note


class UnableToHandOver(Unable):
    """Codes: those of `tickets.rules.Refusal`, `forbidden`, `no_note`, `too_long`, `same_desk`, `changed_meanwhile`."""


@transaction.atomic
def hand_over(*, ticket: Ticket, actor: User, desk: Desk, note: str, at: datetime, edit: int | None = None) -> HandOver:
    """Give a ticket to another desk, with an internal note that says where it stands.

    The promises stay what was pinned. The agent keeps it if it works at the new desk too, else nobody has it; the
    desk that gave it away still reads it.

    Raises:
        UnableToHandOver: without a note or another desk, or when the ticket does not allow it.
    """
    if problem := rules.text_problem(note):
        raise UnableToHandOver("no_note" if problem == "empty" else problem)
    lock(ticket)
    check_edit(ticket, edit, UnableToHandOver)
    destination(ticket, Act.HAND_OVER, actor=actor, at=at, refusal=UnableToHandOver)
    if ticket.desk_id == desk.pk:
        raise UnableToHandOver("same_desk")
    written = add_note(ticket=ticket, author=actor, body=note, at=at)
    given = HandOver.objects.create(ticket=ticket, from_desk=ticket.desk, to_desk=desk, note=written, by=actor, at=at)
    data = {"from": ticket.desk.name if ticket.desk else "", "to": desk.name}
    ticket.desk = desk
    if ticket.assignee and not desk.memberships.filter(agent=ticket.assignee).exists():
        ticket.assignee = None
    record(ticket, actor=actor, code="handed_over", at=at, data=data)
    touch(ticket, "desk", "assignee", at=at)
    _tell(given, at)
    return given


def _tell(given: HandOver, at: datetime) -> None:
    publish("ticket.handed_over", str(given.pk), at=at)
    if given.ticket.assignee is None:
        publish("ticket.unowned", str(given.ticket_id), at=at)
