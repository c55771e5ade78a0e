"""How units move: one locked account, lots that give and take, and an entry for each move (R11).

Whoever changes an account locks its row first, so that what is read here is still true when it is written. SQLite
serialises whole transactions. The checks of the database stand behind both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from accounts.models import Organization, User
from catalog.rules import Violation
from entitlements import rules
from entitlements.models import HeldUnits, LedgerEntry, UnitAccount, UnitHold, UnitLot, UnitTerms
from entitlements.rules import Move
from entitlements.services.refusals import UnableToHoldUnits


@dataclass(frozen=True, slots=True)
class Cause:
    """What a move is for, who makes it, and when."""

    use_key: str
    actor: User | None
    at: datetime


def unit_terms() -> UnitTerms:
    """How units are sold; the vendor's row, which the migrations write."""
    return UnitTerms.objects.get()


def locked_account(organization: Organization) -> UnitAccount:
    """The account of an organization, locked until the transaction ends; made when there is none."""
    account, _made = UnitAccount.objects.get_or_create(organization=organization)
    return UnitAccount.objects.select_for_update().get(pk=account.pk)


def locked_hold(subject: str) -> UnitHold | None:
    """The open hold of `subject`, its account locked; None when there is none."""
    found = UnitHold.objects.open().filter(subject=subject).first()
    if found is None:
        return None
    account = UnitAccount.objects.select_for_update().get(pk=found.account_id)
    hold = UnitHold.objects.open().filter(pk=found.pk).first()
    if hold is not None:
        hold.account = account
    return hold


def enter(lot: UnitLot, move: Move, units: int, cause: Cause) -> None:
    """Append an entry, and let the balance and what is held follow it."""
    source, target = rules.MOVES[move]
    LedgerEntry.objects.create(
        account_id=lot.account_id,
        lot=lot,
        kind=move.value,
        source=source.value,
        target=target.value,
        units=units,
        use_key=cause.use_key,
        at=cause.at,
        actor=cause.actor,
    )
    _follow(lot, source, -units)
    _follow(lot, target, units)


def _follow(lot: UnitLot, bucket: rules.Bucket, units: int) -> None:
    account = UnitAccount.objects.filter(pk=lot.account_id)
    if bucket is rules.Bucket.AVAILABLE:
        account.update(balance=F("balance") + units)
        UnitLot.objects.filter(pk=lot.pk).update(left=F("left") + units)
    elif bucket is rules.Bucket.HELD:
        account.update(held=F("held") + units)


def take(hold: UnitHold, units: int, cause: Cause) -> None:
    """Hold `units` more, from the lots that expire first.

    Raises:
        UnableToHoldUnits: when there are not so many; the caller's transaction is rolled back.
    """
    lots = {lot.pk: lot for lot in UnitLot.objects.usable(cause.at).filter(account=hold.account_id)}
    values = [rules.Lot(lot.pk, lot.left, lot.expires_at) for lot in lots.values()]
    shares = rules.oldest_first(values, units, at=cause.at)
    if sum(count for _key, count in shares) < units:
        left = sum(lot.left for lot in values)
        raise UnableToHoldUnits(Violation("not_so_many_units", {"units": units, "balance": left}))
    for key, count in shares:
        enter(lots[key], Move.HELD, count, cause)
        part, _made = HeldUnits.objects.get_or_create(hold=hold, lot=lots[key], defaults={"units": 0})
        HeldUnits.objects.filter(pk=part.pk).update(units=F("units") + count)
    UnitHold.objects.filter(pk=hold.pk).update(held=F("held") + units)


def use(hold: UnitHold, units: int, cause: Cause) -> None:
    """Consume `units` of what is held, those that expire first before the others."""
    for part, count in _shares(_parts(hold), units, "units"):
        enter(part.lot, Move.CONSUMED, count, cause)
        HeldUnits.objects.filter(pk=part.pk).update(units=F("units") - count, used=F("used") + count)
    UnitHold.objects.filter(pk=hold.pk).update(held=F("held") - units, used=F("used") + units)


def correct(hold: UnitHold, units: int, cause: Cause) -> None:
    """Hold again what was consumed by mistake, those that expire last before the others."""
    for part, count in _shares(reversed(_parts(hold)), units, "used"):
        enter(part.lot, Move.CORRECTED, count, cause)
        HeldUnits.objects.filter(pk=part.pk).update(units=F("units") + count, used=F("used") - count)
    UnitHold.objects.filter(pk=hold.pk).update(held=F("held") + units, used=F("used") - units)


def release(hold: UnitHold, cause: Cause) -> int:
    """Give back all that is still held, and answer how much; what expired meanwhile expires at the next sweep."""
    parts = [part for part in _parts(hold) if part.units]
    for part in parts:
        enter(part.lot, Move.RELEASED, part.units, cause)
        HeldUnits.objects.filter(pk=part.pk).update(units=0)
    UnitHold.objects.filter(pk=hold.pk).update(held=0)
    return sum(part.units for part in parts)


def refund(hold: UnitHold, lot: UnitLot, cause: Cause) -> int:
    """Give back all that a closed hold consumed, into `lot`, and answer how much it was."""
    parts = [part for part in _parts(hold) if part.used]
    for part in parts:
        enter(lot, Move.REFUNDED, part.used, Cause(f"{cause.use_key}/{part.lot_id}", cause.actor, cause.at))
    return sum(part.used for part in parts)


def _parts(hold: UnitHold) -> list[HeldUnits]:
    return list(
        HeldUnits.objects.filter(hold=hold)
        .select_related("lot")
        .order_by(F("lot__expires_at").asc(nulls_last=True), "lot")
    )


def _shares(parts: Iterable[HeldUnits], units: int, field: str) -> list[tuple[HeldUnits, int]]:
    shares = []
    for part in parts:
        count = min(getattr(part, field), units)
        if count > 0:
            shares.append((part, count))
            units -= count
    return shares
