"""What a customer writes when its ticket is over for good: a ticket of its own that follows the old one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction

from accounts.models import Contact, User
from common.refusal import Unable
from tickets import permissions, rules
from tickets.models import Link, Ticket
from tickets.rules import Act, Refusal
from tickets.services.changes import destination, lock, record, touch
from tickets.services.filing import TicketDraft, open_ticket


class UnableToFollowUp(Unable):
    """Codes: `customers_only`, `forbidden`, `not_finished`, `set_aside`, `grace_runs`; `open_ticket` has its own."""


@transaction.atomic
def follow_up(*, ticket: Ticket, requester: User, body: str, files: Sequence[File[Any]] = (), at: datetime) -> Ticket:
    """File what is written about a ticket that can no longer be reopened, linked to it and decided anew at `at`.

    Product, version, environment, kind, severity and subject are the old ticket's.

    Raises:
        UnableToFollowUp: when the ticket may still be answered, or `requester` may not write on it.
        UnableToFile: when the text or the contact does not allow it.
        UnableToAttach: when a file is refused.
    """
    lock(ticket)
    destination(ticket, Act.FOLLOW_UP, actor=requester, at=at, refusal=UnableToFollowUp)
    if rules.within_grace(ticket.resolved_at, ticket.closed_at, at):
        raise UnableToFollowUp(Refusal.GRACE_RUNS.value)
    later = open_ticket(requester=requester, draft=_draft(ticket, requester, body, files), at=at)
    Link.objects.create(earlier=ticket, later=later, kind=Link.Kind.FOLLOW_UP, by=requester, at=at)
    record(ticket, actor=requester, code="followed_up", at=at, data={"reference": later.reference})
    record(later, actor=requester, code="follows", at=at, data={"reference": ticket.reference})
    touch(ticket, at=at)
    return later


def _draft(ticket: Ticket, requester: User, body: str, files: Sequence[File[Any]]) -> TicketDraft:
    return TicketDraft(
        subject=ticket.subject,
        description=body,
        severity=ticket.severity,
        **_side(ticket, requester),
        product=ticket.product,
        version=ticket.version,
        environment=ticket.environment,
        kind=ticket.kind,
        files=files,
    )


def _side(ticket: Ticket, requester: User) -> dict[str, Any]:
    """As whom `requester` files: as what it is in the ticket's organization now, or as a partner of its contract."""
    if ticket.organization is None:
        return {"contact": None}
    own = Contact.objects.of(requester).filter(organization=ticket.organization).first()
    partner = None if own else permissions.partner_of(requester, ticket)
    if partner is None:
        return {"contact": own or ticket.contact}
    contact = ticket.contact
    concerned = contact if contact and permissions.may_be_concerned(contact, ticket.contract) else None
    return {"contact": concerned, "contract": ticket.contract, "partner": partner}
