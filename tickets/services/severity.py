"""How severe a ticket is: an agent changes it with a reason, its customer may disagree, an agent answers."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from entitlements import coverage, portfolio
from outbox.services import publish
from tickets import rules
from tickets.models import SeverityDispute, Ticket, TicketEvent
from tickets.rules import Act
from tickets.services import covering, promises
from tickets.services.changes import check_edit, destination, lock, record, touch


class UnableToSetSeverity(Unable):
    """Codes: those of `tickets.rules.Refusal`, `forbidden`, `changed_meanwhile`, `no_reason`, `same_severity`."""


class UnableToDispute(Unable):
    """Codes: those of `tickets.rules.Refusal`, `forbidden`, `no_reason`.

    Also `not_lowered`, `is_disputed`, `asks_for_less`, `not_disputed`, `no_answer`.
    """


@transaction.atomic
def change_severity(
    *, ticket: Ticket, actor: User, severity: int, reason: str, at: datetime, edit: int | None = None
) -> None:
    """Set the severity, and decide anew at `at`; the decision of the filing stays what it is.

    What is still owed is promised as the new severity promises it, from the same start. On-call is
    paged when the new decision pages and the one before it did not. A confirmed emergency ends where the new severity
    is none, and gives its units back.

    Raises:
        UnableToSetSeverity: without a reason or a difference, or when the ticket does not allow it.
    """
    if not reason.strip():
        raise UnableToSetSeverity("no_reason")
    lock(ticket)
    check_edit(ticket, edit, UnableToSetSeverity)
    destination(ticket, Act.SET_SEVERITY, actor=actor, at=at, refusal=UnableToSetSeverity)
    if severity == ticket.severity:
        raise UnableToSetSeverity("same_severity")
    _set(ticket, actor=actor, severity=severity, reason=reason.strip(), at=at)


@transaction.atomic
def dispute_severity(*, ticket: Ticket, actor: User, asks_for: int, reason: str, at: datetime) -> SeverityDispute:
    """Disagree, as the customer, with a severity that an agent lowered.

    Raises:
        UnableToDispute: when it was not lowered, is disputed already, or less is asked for.
    """
    if not reason.strip():
        raise UnableToDispute("no_reason")
    lock(ticket)
    destination(ticket, Act.DISPUTE, actor=actor, at=at, refusal=UnableToDispute)
    last = ticket.events.filter(code__in=rules.DISPUTABLE).order_by("id").last()
    if problem := rules.dispute_problem((last.code, last.data) if last else None, ticket.severity, asks_for):
        raise UnableToDispute(problem)
    made = SeverityDispute.objects.create(
        ticket=ticket, by=actor, at=at, set_to=ticket.severity, asks_for=asks_for, reason=reason.strip()[:500]
    )
    data = {"set_to": made.set_to, "asks_for": made.asks_for, "reason": made.reason}
    record(ticket, actor=actor, code="severity_disputed", at=at, data=data)
    touch(ticket, at=at)
    publish("ticket.severity_disputed", str(made.pk), at=at)
    return made


@transaction.atomic
def decide_dispute(
    *, ticket: Ticket, actor: User, is_upheld: bool, answer: str, at: datetime, edit: int | None = None
) -> None:
    """Answer the open dispute: upheld sets the severity that was asked for, else the answer says why not.

    Raises:
        UnableToDispute: when nothing is disputed, or there is no answer in words.
    """
    if not answer.strip() and not is_upheld:
        raise UnableToDispute("no_answer")
    lock(ticket)
    check_edit(ticket, edit, UnableToDispute)
    destination(ticket, Act.DECIDE_DISPUTE, actor=actor, at=at, refusal=UnableToDispute)
    dispute = ticket.disputes.filter(decided_at=None).first()
    if dispute is None:
        raise UnableToDispute("not_disputed")
    dispute.decided_by, dispute.decided_at = actor, at
    dispute.is_upheld, dispute.answer = is_upheld, answer.strip()[:500]
    dispute.save(update_fields=["decided_by", "decided_at", "is_upheld", "answer"])
    data = {"is_upheld": is_upheld, "asks_for": dispute.asks_for, "answer": dispute.answer}
    record(ticket, actor=actor, code="dispute_decided", at=at, data=data)
    publish("ticket.dispute_decided", str(dispute.pk), at=at)
    if is_upheld and dispute.asks_for != ticket.severity:
        _set(ticket, actor=actor, severity=dispute.asks_for, reason=dispute.reason, at=at, dispute=dispute.pk)
    touch(ticket, at=at)


def _set(ticket: Ticket, *, actor: User, severity: int, reason: str, at: datetime, dispute: int | None = None) -> None:
    """Store the severity with its decision; `dispute` is the one that it answers, whose customer is told already."""
    before, ticket.severity = ticket.severity, severity
    assessment = promises.assess(ticket, at)
    pages = severity < before and rules.raise_pages(_last_decision(ticket), assessment.decision, at)
    promises.retarget(ticket, assessment, at=at)
    data = {
        "from": before,
        "to": severity,
        "reason": reason[:500],
        "decision": portfolio.dump(assessment.decision),
        **({"dispute": dispute} if dispute else {}),
    }
    event = record(ticket, actor=actor, code="severity_changed", at=at, data=data)
    touch(ticket, "severity", at=at)
    _tell(ticket, event, at, pages=pages, is_answer=dispute is not None)
    covering.end_emergency(ticket=ticket, assessment=assessment, actor=actor, at=at)


def _last_decision(ticket: Ticket) -> coverage.Decision:
    held = ticket.events.filter(code__in=(*rules.DECIDED, "severity_changed", "decided_again")).order_by("id").last()
    return portfolio.load((held.data.get("decision") if held else None) or ticket.decision)


def _tell(ticket: Ticket, event: TicketEvent, at: datetime, *, pages: bool, is_answer: bool) -> None:
    if not is_answer:
        publish("ticket.severity_changed", str(event.pk), at=at)
    if pages:
        publish("page.owed", str(ticket.pk), at=at, payload={"event": event.pk})
