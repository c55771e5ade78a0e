"""Deciding a stored ticket again: a contract covers it by now, it was corrected, or an emergency begins or ends."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from entitlements import portfolio
from entitlements.coverage import Mode
from entitlements.models import Contract
from entitlements.services import close_hold
from outbox.services import publish
from tickets import rules
from tickets.models import Ticket, TicketEvent
from tickets.rules import Act, Refusal, Role, Status
from tickets.services import metering, promises
from tickets.services.changes import check_edit, destination, lock, move, record, touch
from tickets.services.filing import UnableToFile, desk_for, hold


class UnableToConfirm(Unable):
    """Codes: those of `tickets.rules.Refusal`, `forbidden`, `changed_meanwhile`.

    Also `no_emergency`, `is_confirmed`, `units_spent`.
    """


def cover_again(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Follow the news that a contract has changed: decide its organization's uncovered tickets again (R16)."""
    contract = Contract.objects.filter(pk=key).first()
    if contract is None:
        return
    uncovered = Ticket.objects.needing_entitlement().filter(organization=contract.organization_id, merged_into=None)
    for ticket in uncovered.order_by("id"):
        cover(ticket=ticket, at=at)


@transaction.atomic
def cover(*, ticket: Ticket, at: datetime) -> bool:
    """Let a ticket that needed an entitlement be worked if the contract covers it at `at`; whether it does.

    The new decision stands in the history beside that of the filing; its promise starts now.
    """
    lock(ticket)
    if isinstance(_where(ticket, Act.COVER), Refusal):
        return False
    assessment = promises.assess(ticket, at)
    return rules.is_worked(assessment.decision) and _cover(ticket, assessment, at)


def decide_again(*, ticket: Ticket, assessment: portfolio.Assessment, actor: User, at: datetime) -> None:
    """Let a ticket that `actor` corrected stand under `assessment` where what it asks for is decided otherwise now.

    One that is covered by now is worked, one that nothing covers any longer needs an entitlement (R16), and an
    emergency that is none any longer ends. The caller has locked and stored the ticket, in its transaction.
    """
    end_emergency(ticket=ticket, assessment=assessment, actor=actor, at=at)
    if rules.is_worked(assessment.decision):
        _cover(ticket, assessment, at)
    elif rules.initial_status(assessment.decision) is Status.NEEDS_ENTITLEMENT:
        _uncover(ticket, assessment, at)


def end_emergency(*, ticket: Ticket, assessment: portfolio.Assessment, actor: User, at: datetime) -> bool:
    """Give the units back that a confirmed emergency holds when none is offered for what it has become (R10, R11).

    Whether it ended; the ticket stands under `assessment` then, and its customer may confirm another emergency.
    """
    units = ticket.decision.get("units_held") or 0
    if not units or ticket.organization is None or promises.is_emergency(ticket):
        return False
    meter = metering.running(ticket)
    account = metering.finish(meter, actor=actor, at=at) if meter else {}
    if meter is None:
        close_hold(subject=ticket.reference, actor=actor, at=at, is_served=False)
    decide_without_emergency(ticket, assessment, actor=actor, at=at, account=account)
    return True


def decide_without_emergency(
    ticket: Ticket, assessment: portfolio.Assessment, *, actor: User | None, at: datetime, account: Mapping[str, Any]
) -> TicketEvent:
    """Let a ticket whose emergency is over stand under `assessment`; its history keeps the `account` of the meter."""
    status = Status(ticket.status)
    return _decide(ticket, assessment, status, actor=actor, code="emergency_ended", at=at, account=account)


def decide_in_window(ticket: Ticket, assessment: portfolio.Assessment, *, at: datetime) -> None:
    """Let a ticket whose window opens be worked under `assessment`; nobody is paged, the engineer is expected (R9)."""
    goes_to = Status.OPEN if ticket.status == Status.SCHEDULED else Status(ticket.status)
    ticket.decision, ticket.outcome = portfolio.dump(assessment.decision), assessment.decision.outcome.value
    touch(ticket, "decision", "outcome", at=at)
    move(ticket, goes_to, actor=None, at=at, waiting_for=ticket.waiting_for)


def _where(ticket: Ticket, act: Act) -> Status | Refusal:
    return rules.after(Status(ticket.status), act, Role.PORTAL, is_set_aside=ticket.is_set_aside)


def _cover(ticket: Ticket, assessment: portfolio.Assessment, at: datetime) -> bool:
    goes_to = _where(ticket, Act.COVER)
    if isinstance(goes_to, Refusal):
        return False
    event = _decide(ticket, assessment, goes_to, actor=None, code="covered", at=at)
    _page(ticket, event, at)
    publish("ticket.covered", str(event.pk), at=at)
    publish("ticket.unowned", str(ticket.pk), at=at)
    return True


def _uncover(ticket: Ticket, assessment: portfolio.Assessment, at: datetime) -> None:
    goes_to = _where(ticket, Act.UNCOVER)
    if not isinstance(goes_to, Refusal):
        event = _decide(ticket, assessment, goes_to, actor=None, code="uncovered", at=at)
        publish("ticket.uncovered", str(event.pk), at=at)


@transaction.atomic
def confirm_emergency(*, ticket: Ticket, actor: User, at: datetime, edit: int | None = None) -> None:
    """Take the units of an emergency that the stored ticket is offered now, and call support (R10, R11).

    Raises:
        UnableToConfirm: when none is offered now, it is confirmed already, or the units were spent meanwhile.
    """
    lock(ticket)
    check_edit(ticket, edit, UnableToConfirm)
    goes_to = destination(ticket, Act.CONFIRM_EMERGENCY, actor=actor, at=at, refusal=UnableToConfirm)
    if ticket.decision.get("mode") == Mode.EMERGENCY and portfolio.open_hold(ticket.reference):
        raise UnableToConfirm("is_confirmed")
    assessment = promises.assess(ticket, at, emergency_confirmed=True)
    if assessment.decision.mode is not Mode.EMERGENCY:
        raise UnableToConfirm("no_emergency")
    try:
        hold(ticket, assessment, actor=actor, at=at)
    except UnableToFile as refusal:
        raise UnableToConfirm(refusal.code) from refusal
    event = _decide(ticket, assessment, goes_to, actor=actor, code="emergency_confirmed", at=at)
    _page(ticket, event, at)


def _decide(
    ticket: Ticket,
    assessment: portfolio.Assessment,
    status: Status,
    *,
    actor: User | None,
    code: str,
    at: datetime,
    account: Mapping[str, Any] | None = None,
) -> TicketEvent:
    """Put the ticket under a new decision; the old one stays in its history. A desk that was handed it keeps it."""
    decision = assessment.decision
    ticket.decision, ticket.outcome = portfolio.dump(decision), decision.outcome.value
    if ticket.partner is None:
        ticket.contract = assessment.contract
    if not ticket.hand_overs.exists():
        ticket.desk = desk_for(decision.region, ticket.product)
    promises.restart(ticket, assessment, at=at)
    due_at = ticket.next_promise_at.isoformat() if ticket.next_promise_at else None
    data = {"decision": ticket.decision, "due_at": due_at, **(account or {})}
    event = record(ticket, actor=actor, code=code, at=at, data=data)
    if status == ticket.status:
        promises.follow(ticket, at=at)
    else:
        move(ticket, status, actor=actor, at=at)
    touch(ticket, "decision", "outcome", "contract", "desk", at=at)
    return event


def _page(ticket: Ticket, event: TicketEvent, at: datetime) -> None:
    """Call on-call where the decision that the event holds pages."""
    if rules.page_is_owed(portfolio.load(ticket.decision)):
        publish("page.owed", str(ticket.pk), at=at, payload={"event": event.pk})
