"""A product defect refunds an incident: an agent proposes it, an administrator approves it (R11)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.querysets import CONTRACT_ADMINISTRATORS
from catalog.rules import Violation
from entitlements import rules
from entitlements.models import Refund, SaleEvent, UnitAccount, UnitHold, UnitLot
from entitlements.services import ledger
from entitlements.services.ledger import Cause
from entitlements.services.refusals import UnableToRefund
from outbox.services import publish

LONGEST = 500
DECIDERS = (CONTRACT_ADMINISTRATORS, "administrator")


def refundable(subject: str) -> UnitHold | None:
    """The last incident named `subject` that is over, used units, and was neither refunded nor is proposed to be."""
    over = UnitHold.objects.filter(subject=subject, closed_at__isnull=False, used__gt=0)
    taken = Refund.objects.waiting() | Refund.objects.filter(lot__isnull=False)
    return over.exclude(pk__in=taken.values("hold")).order_by("-pk").first()


@transaction.atomic
def propose_refund(*, subject: str, reason: str, actor: User, at: datetime) -> Refund:
    """Propose that the units of the incident `subject` go back, because a defect of the product was its cause.

    Raises:
        UnableToRefund: when units are not refunded, no reason is given, or there is nothing to refund.
    """
    if not ledger.unit_terms().refunds_defects:
        raise UnableToRefund(Violation("no_refunds"))
    if not reason.strip():
        raise UnableToRefund(Violation("refund_needs_reason"))
    hold = refundable(subject)
    if hold is None:
        raise UnableToRefund(_why_not(subject))
    try:
        with transaction.atomic():
            facts = {"reason": reason.strip()[:LONGEST], "proposed_at": at, "proposed_by": actor}
            refund = Refund.objects.create(hold=hold, **facts)
    except IntegrityError as broken:
        raise UnableToRefund(Violation("refunded_already", {"subject": subject})) from broken
    publish("refund.proposed", str(refund.pk), at=at)
    return refund


@transaction.atomic
def approve_refund(*, refund: Refund, actor: User, at: datetime) -> int:
    """Give the units back, as a lot of their own that expires as if it were bought now; answer how many.

    Raises:
        UnableToRefund: when it was decided, or `actor` may not: an administrator who did not propose it.
    """
    hold = _lock_open(refund, actor)
    account = UnitAccount.objects.select_for_update().get(pk=hold.account_id)
    lot = UnitLot.objects.create(
        account=account,
        units=hold.used,
        left=0,
        bought_at=at,
        expires_at=rules.expiry(at, ledger.unit_terms().expire_after_months),
    )
    units = ledger.refund(hold, lot, Cause(f"{hold.subject}/{hold.pk}/refund", actor, at))
    _decide(refund, actor, at, lot)
    account.refresh_from_db(fields=["balance"])
    data = {"units": units, "balance": account.balance, "subject": hold.subject, "why": refund.reason}
    SaleEvent.objects.create(
        organization_id=account.organization_id, code="units_refunded", data=data, actor=actor, at=at
    )
    publish("refund.decided", str(refund.pk), at=at)
    return units


@transaction.atomic
def decline_refund(*, refund: Refund, actor: User, at: datetime) -> None:
    """Let the units stay used; the incident may be proposed again with a better reason.

    Raises:
        UnableToRefund: see `approve_refund`.
    """
    _lock_open(refund, actor)
    _decide(refund, actor, at, None)
    publish("refund.decided", str(refund.pk), at=at)


def _why_not(subject: str) -> Violation:
    is_taken = Refund.objects.filter(hold__subject=subject).exclude(decided_at__isnull=False, lot=None).exists()
    return Violation("refunded_already" if is_taken else "nothing_used", {"subject": subject})


def _lock_open(refund: Refund, actor: User) -> UnitHold:
    """Let two that decide at once wait for each other, and the second one be refused."""
    if not (actor.is_superuser or actor.groups.filter(name__in=DECIDERS).exists()):
        raise UnableToRefund(Violation("may_not_refund"))
    if refund.proposed_by_id == actor.pk:
        raise UnableToRefund(Violation("own_proposal"))
    if not Refund.objects.waiting().filter(pk=refund.pk).update(reason=refund.reason):
        raise UnableToRefund(Violation("refund_is_decided"))
    return UnitHold.objects.get(pk=refund.hold_id)


def _decide(refund: Refund, actor: User, at: datetime, lot: UnitLot | None) -> None:
    refund.decided_at, refund.decided_by, refund.lot = at, actor, lot
    refund.save(update_fields=["decided_at", "decided_by", "lot"])
