"""Filing a ticket: the decision before it, and the ticket with the decision inside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import F

from accounts.models import Agent, Contact, Environment, Organization, User
from catalog.models import Desk, Product, Version
from common import markup
from common.pace import Pace
from common.refusal import Unable
from common.statements import Statement
from entitlements import portfolio
from entitlements.models import Contract
from entitlements.services import UnableToHoldUnits, hold_units
from outbox.services import publish, publish_each, stored_together
from tickets import permissions, rules
from tickets.models import CustomField, ReferenceCounter, Ticket
from tickets.services import answers, drafts, files, promises
from tickets.services.changes import record


class UnableToFile(Unable):
    """Codes: `not_your_contact`, `not_your_customer`, `not_your_environment`, `other_products_version`, `no_subject`.

    Also `units_spent`; `too_often`, with the seconds to wait; `empty` and `too_long` of the text; and of answers to
    fields, see `UnableToAnswer`.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDraft:
    """What somebody asks for. `contact` is None for a person without an organization.

    A `partner` files for the customer of `contract` (R1); `contact` is then whom of the customer's it concerns, if any.
    """

    subject: str
    description: str
    severity: int
    contact: Contact | None = None
    product: Product | None = None
    version: Version | None = None
    environment: Environment | None = None
    kind: str = Ticket.Kind.BREAK_FIX.value
    files: Sequence[File[Any]] = field(default=())
    answers: Mapping[CustomField, str] = field(default_factory=dict)
    channel: str = Ticket.Channel.PORTAL.value
    emergency_confirmed: bool = False
    contract: Contract | None = None
    partner: Organization | None = None

    @property
    def organization(self) -> Organization | None:
        """Whose ticket it is."""
        if self.contract:
            return self.contract.organization
        return self.contact.organization if self.contact else None


def preview(
    *,
    requester: User,
    contact: Contact | None,
    product: Product | None,
    version: Version | None,
    kind: str,
    severity: int,
    at: datetime,
    emergency_confirmed: bool = False,
    contract: Contract | None = None,
    partner: Organization | None = None,
) -> portfolio.Assessment:
    """The decision that a ticket filed at `at` would get; stores nothing. A partner's is the customer's contract's.

    Raises:
        UnableToFile: with `not_your_contact` or `not_your_customer`.
    """
    _check_side(requester, contact, contract, partner)
    organization = contact.organization if contact else None
    return portfolio.assess(
        contact=contact,
        organization=contract.organization if contract else organization,
        product=product,
        version=version,
        kind=kind,
        severity=severity,
        at=at,
        emergency_confirmed=emergency_confirmed,
        under=contract.pk if contract else None,
    )


_PACE = Pace(Ticket, who="requester", when="filed_at")


@transaction.atomic
@stored_together()
def open_ticket(*, requester: User, draft: TicketDraft, at: datetime, by: User | None = None) -> Ticket:
    """File a ticket: always possible, whatever the contract says (R16). An agent may log it, `by` its own hand.

    Whom a partner files for is asked of the `requester` also then (R1). The decision, the promises that start and the
    desk are fixed here; mails and pages go out after commit.

    Raises:
        UnableToFile: when the draft cannot be filed by anybody.
        UnableToAttach: when a file is refused; nothing is stored then.
    """
    _check(draft)
    if draft.channel == Ticket.Channel.PORTAL and by is None:
        _PACE.check(requester, limit=settings.TICKETS_PER_HOUR, at=at, refusal=UnableToFile)
    files.check(draft.files)
    assessment = preview(
        requester=requester if draft.contract else by or requester,
        contact=draft.contact,
        product=draft.product,
        version=draft.version,
        kind=draft.kind,
        severity=draft.severity,
        at=at,
        emergency_confirmed=draft.emergency_confirmed,
        contract=draft.contract,
        partner=draft.partner,
    )
    ticket = _store(requester, draft, assessment, at)
    answers.store(ticket, draft.answers)
    hold(ticket, assessment, actor=ticket.requester, at=at)
    promises.start(ticket, assessment, at=at)
    files.attach(ticket=ticket, uploader=requester, files=draft.files, at=at)
    due_at = ticket.next_promise_at.isoformat() if ticket.next_promise_at else None
    record(ticket, actor=by or requester, code="filed", at=at, data={"decision": ticket.decision, "due_at": due_at})
    if by is None:
        drafts.forget_draft(requester, drafts.NEW)
    _tell(ticket, assessment, at)
    return ticket


def file_scheduled(
    *,
    requester: User,
    draft: TicketDraft,
    assessment: portfolio.Assessment,
    engineer: Agent,
    at: datetime,
    by: User | None = None,
) -> Ticket:
    """File the ticket of a booked window: its engineer has it, and it rests until the window opens (R9).

    Nothing is promised but the window itself. The caller tells its people. An agent may book it, `by` its own hand.

    Raises:
        UnableToFile: when the draft cannot be filed by anybody.
    """
    _check(draft)
    _check_side(requester, draft.contact, draft.contract, draft.partner)
    ticket = _store(requester, draft, assessment, at)
    ticket.status, ticket.assignee, ticket.next_promise_at = Ticket.Status.SCHEDULED.value, engineer, None
    ticket.save(update_fields=["status", "assignee", "next_promise_at"])
    record(ticket, actor=by or requester, code="filed", at=at, data={"decision": ticket.decision, "due_at": None})
    publish("ticket.touched", str(ticket.pk), at=at)
    return ticket


def _check_side(
    requester: User, contact: Contact | None, contract: Contract | None, partner: Organization | None
) -> None:
    if contract is None:
        if contact is not None and not permissions.may_file_for(requester, contact):
            raise UnableToFile("not_your_contact")
        return
    if not permissions.may_file_under(requester, contract, partner):
        raise UnableToFile("not_your_customer")
    if contact is not None and not permissions.may_be_concerned(contact, contract):
        raise UnableToFile("not_your_contact")


def _check(draft: TicketDraft) -> None:
    if problem := rules.text_problem(draft.description, len(draft.files)):
        raise UnableToFile(problem)
    if not any(letter.isprintable() and not letter.isspace() for letter in draft.subject):
        raise UnableToFile("no_subject")
    if draft.version is not None and (draft.product is None or draft.version.product_id != draft.product.pk):
        raise UnableToFile("other_products_version")
    if draft.environment is not None and draft.environment.organization != draft.organization:
        raise UnableToFile("not_your_environment")


def _store(requester: User, draft: TicketDraft, assessment: portfolio.Assessment, at: datetime) -> Ticket:
    decision = assessment.decision
    organization = draft.organization
    return Ticket.objects.create(
        reference=_next_reference(organization.key if organization else rules.KEY_WITHOUT_ORGANIZATION),
        kind=draft.kind,
        channel=draft.channel,
        requester=requester,
        contact=draft.contact,
        organization=organization,
        contract=draft.contract or assessment.contract,
        partner=draft.partner,
        product=draft.product,
        version=draft.version,
        environment=draft.environment,
        severity=draft.severity,
        subject=draft.subject.strip()[:200],
        description=draft.description,
        description_html=markup.html(draft.description),
        status=rules.initial_status(decision).value,
        desk=desk_for(decision.region, draft.product),
        outcome=decision.outcome.value,
        decision=portfolio.dump(decision),
        next_promise_at=promises.first_due(assessment, draft.severity, at),
        filed_at=at,
        changed_at=at,
    )


def hold(ticket: Ticket, assessment: portfolio.Assessment, *, actor: User, at: datetime) -> None:
    """Take the units of a confirmed emergency off the balance before anybody is called (R10, R11).

    Raises:
        UnableToFile: with `units_spent`.
    """
    units = assessment.decision.units_held
    if not units or ticket.organization is None:
        return
    try:
        hold_units(organization=ticket.organization, subject=ticket.reference, units=units, actor=actor, at=at)
    except UnableToHoldUnits as refusal:
        raise UnableToFile("units_spent") from refusal


_COUNT_ON: Final = """
INSERT INTO tickets_referencecounter (key, last_number) VALUES (%s, %s)
ON CONFLICT (key) DO UPDATE SET last_number = tickets_referencecounter.last_number + 1
RETURNING id, key, last_number
"""


def _next_reference(key: str) -> str:
    """Take the next number of `key`; two that file at once wait for each other here."""
    first = ReferenceCounter(key=key).last_number + 1
    [counter] = ReferenceCounter.objects.raw(_COUNT_ON, [key, first])
    return rules.format_reference(key, counter.last_number)


def desk_for(region: str | None, product: Product | None) -> Desk | None:
    """The desk of the region that works the product; None without one."""
    if region is None:
        return None
    desks, works = {}, defaultdict(set)
    for desk in _DESKS.rows(region=region):
        desks[desk.pk] = desk
        works[desk.pk].update({desk.works} - {None})
    values = [rules.DeskValue(pk, region, frozenset(works[pk])) for pk in desks]
    chosen = rules.route(region, product.pk if product else None, values)
    return None if chosen is None else desks[chosen]


_DESKS: Final = Statement(lambda region: Desk.objects.filter(region__code=region).annotate(works=F("products")))


def _tell(ticket: Ticket, assessment: portfolio.Assessment, at: datetime) -> None:
    owed = ["page.owed"] if rules.page_is_owed(assessment.decision) else []
    publish_each(["ticket.filed", "ticket.touched", *owed], str(ticket.pk), at=at)
