"""Time units: bought before use, held before service, consumed by logged time, released or expired (R10, R11)."""

import logging
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.models import Organization, User
from catalog.rules import Violation
from common.sweeping import DoEach, plainly
from entitlements import portfolio, rules
from entitlements.models import SaleEvent, UnitAccount, UnitHold, UnitLot
from entitlements.rules import Move
from entitlements.services import ledger
from entitlements.services.ledger import Cause
from entitlements.services.refusals import UnableToHoldUnits

log = logging.getLogger(__name__)
MOST = 200
"""Accounts that one sweep looks at."""


@transaction.atomic
def grant_units(
    *, organization: Organization, units: int, actor: User | None, at: datetime, use_key: str | None = None
) -> int:
    """Add bought time units and answer the new balance; they expire as the vendor's terms say.

    `use_key` names the purchase: one that was entered before is refused by the database.

    Raises:
        UnableToHoldUnits: if `units` is less than 1.
    """
    _refuse_less_than_one(units)
    account = ledger.locked_account(organization)
    lot = UnitLot.objects.create(
        account=account,
        units=units,
        left=0,
        bought_at=at,
        expires_at=rules.expiry(at, ledger.unit_terms().expire_after_months),
    )
    ledger.enter(lot, Move.PURCHASED, units, Cause(use_key or f"lot:{lot.pk}", actor, at))
    return _record(account, "units_granted", units, actor, at)


@transaction.atomic
def hold_units(
    *,
    organization: Organization,
    subject: str,
    units: int,
    actor: User | None,
    at: datetime,
    minimum: int | None = None,
) -> UnitHold:
    """Take time units off the balance before service of an incident named `subject`.

    So many are its minimum too, which is used in any case, unless `minimum` names fewer.

    Raises:
        UnableToHoldUnits: if `units` is less than 1, or fewer can be used at `at`; then nothing is taken.
    """
    _refuse_less_than_one(units)
    account = ledger.locked_account(organization)
    if UnitHold.objects.open().filter(subject=subject).exists():
        raise UnableToHoldUnits(Violation("already_held", {"subject": subject}))
    hold = UnitHold.objects.create(
        account=account,
        subject=subject,
        minimum=units if minimum is None else minimum,
        consented=units,
        held=0,
        opened_at=at,
        opened_by=actor,
    )
    ledger.take(hold, units, Cause(f"{subject}/{hold.pk}", actor, at))
    _record(account, "units_held", units, actor, at)
    hold.refresh_from_db()
    return hold


@transaction.atomic
def hold_more_units(*, subject: str, units: int, actor: User, at: datetime) -> UnitHold:
    """Take `units` more for an incident that goes on, because its customer agreed to it.

    Raises:
        UnableToHoldUnits: if the incident holds nothing, or there are not so many.
    """
    _refuse_less_than_one(units)
    hold = _open_hold(subject)
    hold.consented += units
    hold.save(update_fields=["consented"])
    ledger.take(hold, units, Cause(f"{subject}/{hold.pk}/{hold.consented}", actor, at))
    _record(hold.account, "units_held", units, actor, at)
    hold.refresh_from_db()
    return hold


@transaction.atomic
def use_units(*, subject: str, minutes: int, use_key: str, actor: User | None, at: datetime) -> int:
    """Let the incident have consumed what `minutes` in all cost, and answer the units that nobody agreed to pay.

    Rounded up once for the incident. `use_key` names the ticket and the time entry that changed the sum; fewer
    minutes than before, because an entry was cancelled, correct what was consumed. An incident that holds nothing
    costs nothing.
    """
    hold = ledger.locked_hold(subject)
    return 0 if hold is None else _use(hold, minutes, Cause(use_key, actor, at), ledger.unit_terms().unit_minutes)


@transaction.atomic
def settle_hold(
    *, subject: str, minutes: int, use_key: str, actor: User | None, at: datetime, unit_minutes: int
) -> UnitHold | None:
    """End an incident that took `minutes` in all: see `use_units` and `close_hold`. None if it held nothing.

    `unit_minutes` is what a unit was when the incident began.
    """
    hold = ledger.locked_hold(subject)
    if hold is None:
        return None
    _use(hold, minutes, Cause(use_key, actor, at), unit_minutes)
    hold.refresh_from_db(fields=["held", "used"])
    return _close(hold, actor, at, is_served=True)


def _use(hold: UnitHold, minutes: int, cause: Cause, unit_minutes: int) -> int:
    """Consume, or correct, what `minutes` in all cost as far as it is held; answer the units beyond that."""
    cost = rules.units_for(minutes, unit_minutes=unit_minutes)
    payable = min(cost, hold.held + hold.used)
    if payable > hold.used:
        ledger.use(hold, payable - hold.used, cause)
    elif payable < hold.used:
        ledger.correct(hold, hold.used - payable, cause)
    return cost - payable


@transaction.atomic
def close_hold(*, subject: str, actor: User | None, at: datetime, is_served: bool = True) -> UnitHold | None:
    """End the incident: what is below its minimum is consumed, the rest goes back. None if it held nothing.

    One that was not served at all (`is_served` false) costs nothing, unless time was logged on it.
    """
    hold = ledger.locked_hold(subject)
    return None if hold is None else _close(hold, actor, at, is_served=is_served)


def _close(hold: UnitHold, actor: User | None, at: datetime, *, is_served: bool) -> UnitHold:
    """Consume what is below the minimum, give the rest back, and close a locked hold."""
    cause = Cause(f"{hold.subject}/{hold.pk}/end", actor, at)
    owed = min(hold.minimum - hold.used, hold.held) if is_served or hold.used else 0
    if owed > 0:
        ledger.use(hold, owed, cause)
    released = ledger.release(hold, cause)
    UnitHold.objects.filter(pk=hold.pk).update(closed_at=at)
    if released:
        _record(hold.account, "units_returned", released, actor, at)
    hold.refresh_from_db()
    return hold


@transaction.atomic
def expire_units(*, account: UnitAccount, at: datetime) -> int:
    """Let units that nobody may use any longer at `at` expire, and answer how many; held ones wait for release."""
    account = UnitAccount.objects.select_for_update().get(pk=account.pk)
    lots = list(UnitLot.objects.expired_by(at).filter(account=account).order_by("pk"))
    for lot in lots:
        ledger.enter(lot, Move.EXPIRED, lot.left, Cause(f"lot:{lot.pk}/{at:%Y-%m-%dT%H:%M:%S.%f}", None, at))
    expired = sum(lot.left for lot in lots)
    if expired:
        _record(account, "units_expired", expired, None, at)
    return expired


def expire_due_units(at: datetime, *, each: DoEach = plainly) -> int:
    """Let the units of every account expire whose day has come, each account on its own, and answer how many."""
    due = UnitAccount.objects.filter(lots__in=UnitLot.objects.expired_by(at)).distinct().order_by("pk")

    def expire(account: UnitAccount) -> int:
        return expire_units(account=account, at=at)

    rows = due.select_related("organization")
    return sum(each(rows, expire, kind="units-expired", about=about_account, at=at, limit=MOST))


def about_account(account: UnitAccount) -> tuple[str, str]:
    """Whose units they are, for whoever looks after the sweeps, and where they stand."""
    return account.organization.name, reverse("units", args=[account.organization.key])


def prove_units() -> list[portfolio.Discrepancy]:
    """Compare every account with what its entries sum to (I4), and log each that differs as critical."""
    found = portfolio.discrepancies()
    for wrong in found:
        log.critical("units of %s: %s is %d, sums to %d", wrong.account, wrong.what, wrong.stored, wrong.summed)
    return found


@transaction.atomic
def reverse_purchase(*, lot: UnitLot, units: int, why: str, actor: User, at: datetime) -> int:
    """Take back units that were entered by mistake and are still available; answer the new balance.

    Raises:
        UnableToHoldUnits: if so many are not left of that purchase.
    """
    _refuse_less_than_one(units)
    account = UnitAccount.objects.select_for_update().get(pk=lot.account_id)
    lot.refresh_from_db()
    if lot.left < units:
        raise UnableToHoldUnits(Violation("not_so_many_units", {"units": units, "balance": lot.left}))
    count = lot.entries.filter(kind=Move.REVERSED.value).count()
    ledger.enter(lot, Move.REVERSED, units, Cause(f"lot:{lot.pk}/reversal:{count + 1}", actor, at))
    return _record(account, "units_reversed", units, actor, at, why=why)


def _open_hold(subject: str) -> UnitHold:
    hold = ledger.locked_hold(subject)
    if hold is None:
        raise UnableToHoldUnits(Violation("nothing_held", {"subject": subject}))
    return hold


def _refuse_less_than_one(units: int) -> None:
    if units < 1:
        raise UnableToHoldUnits(Violation("units_are_positive"))


def _record(account: UnitAccount, code: str, units: int, actor: User | None, at: datetime, **more: str) -> int:
    """Append what happened to the events of the sale, and answer the balance after it."""
    account.refresh_from_db(fields=["balance", "held"])
    data = {"units": units, "balance": account.balance, **more}
    SaleEvent.objects.create(organization_id=account.organization_id, code=code, data=data, actor=actor, at=at)
    return account.balance
