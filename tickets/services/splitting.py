"""Making a ticket of its own of what a customer wrote in another one."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from tickets import rules
from tickets.models import Attachment, Link, Reply, Ticket
from tickets.services.changes import lock, record, touch
from tickets.services.filing import TicketDraft, open_ticket
from tickets.services.together import require_agent


class UnableToSplit(Unable):
    """Codes: `agents_only`, `forbidden`, `empty`, `too_long`, `vendors_text`, `other_ticket`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is split off: of a reply, or of the description without one; `text` is what the new ticket says."""

    subject: str
    text: str
    severity: int
    reply: Reply | None = None


@transaction.atomic
def split(*, ticket: Ticket, part: Part, actor: User, at: datetime) -> Ticket:
    """File a part of `ticket` as a ticket of its own for the same person, decided anew (R16) at `at`.

    An emergency was confirmed for the first matter alone: what is split off one is a break-fix. The files of the part
    belong to both tickets; their bytes are stored once. What a partner filed stays under its contract (R1).

    Raises:
        UnableToSplit: when the part is not a customer's words in this ticket.
        UnableToFile: when the new ticket cannot be filed.
    """
    lock(ticket)
    require_agent(actor, (ticket,), UnableToSplit)
    _check(ticket, part)
    made = open_ticket(requester=ticket.requester, draft=_draft(ticket, part), at=at, by=actor)
    _share_files(ticket, part, made, at)
    Link.objects.create(earlier=ticket, later=made, kind=Link.Kind.SPLIT, by=actor, at=at)
    record(ticket, actor=actor, code="split", at=at, data={"ticket": made.reference})
    record(made, actor=actor, code="split_off", at=at, data={"ticket": ticket.reference})
    touch(ticket, at=at)
    return made


def files_of(ticket: Ticket, reply: Reply | None) -> list[Attachment]:
    """The files that go with a part: of the reply, or of the description."""
    return list(ticket.attachments.filter(reply=reply, note=None, removed_at=None).order_by("id"))


def _check(ticket: Ticket, part: Part) -> None:
    if part.reply is not None and part.reply.ticket_id != ticket.pk:
        raise UnableToSplit("other_ticket")
    if part.reply is not None and part.reply.is_from_vendor:
        raise UnableToSplit("vendors_text")
    if problem := rules.text_problem(part.text):
        raise UnableToSplit(problem)


def _draft(ticket: Ticket, part: Part) -> TicketDraft:
    was_emergency = ticket.kind == Ticket.Kind.EMERGENCY
    return TicketDraft(
        subject=part.subject,
        description=part.text,
        severity=part.severity,
        contact=ticket.contact,
        product=ticket.product,
        version=ticket.version,
        environment=ticket.environment,
        kind=Ticket.Kind.BREAK_FIX.value if was_emergency else ticket.kind,
        channel=ticket.channel,
        contract=ticket.contract if ticket.partner else None,
        partner=ticket.partner,
    )


def _share_files(ticket: Ticket, part: Part, made: Ticket, at: datetime) -> None:
    shared = files_of(ticket, part.reply)
    for file in shared:
        file.pk, file.ticket, file.reply, file.at, file.token = None, made, None, at, secrets.token_hex(16)
    Attachment.objects.bulk_create(shared)
