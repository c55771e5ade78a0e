"""Time units: a balance that is changed by conditional updates, so that it never goes below zero (R11)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import Organization, User
from catalog.rules import Violation
from entitlements.models import SaleEvent, UnitAccount
from entitlements.services.refusals import UnableToHoldUnits


@transaction.atomic
def grant_units(*, organization: Organization, units: int, actor: User | None, at: datetime) -> int:
    """Add bought time units and answer the new balance.

    Raises:
        UnableToHoldUnits: if `units` is less than 1.
    """
    _refuse_less_than_one(units)
    account, _made = UnitAccount.objects.get_or_create(organization=organization)
    UnitAccount.objects.filter(pk=account.pk).update(balance=F("balance") + units)
    account.refresh_from_db()
    _record(organization, "units_granted", units, account.balance, actor, at)
    return account.balance


@transaction.atomic
def hold_units(*, organization: Organization, units: int, actor: User | None, at: datetime) -> int:
    """Take time units off the balance before service, and answer what is left.

    Raises:
        UnableToHoldUnits: if `units` is less than 1, or the balance is less than that; then nothing is taken.
    """
    _refuse_less_than_one(units)
    accounts = UnitAccount.objects.filter(organization=organization)
    if not accounts.filter(balance__gte=units).update(balance=F("balance") - units):
        raise UnableToHoldUnits(Violation("not_so_many_units", {"units": units, "balance": _balance(organization)}))
    _record(organization, "units_held", units, _balance(organization), actor, at)
    return _balance(organization)


@transaction.atomic
def return_units(*, organization: Organization, units: int, actor: User | None, at: datetime) -> int:
    """Give back what was held and not used, and answer the new balance."""
    _refuse_less_than_one(units)
    UnitAccount.objects.filter(organization=organization).update(balance=F("balance") + units)
    _record(organization, "units_returned", units, _balance(organization), actor, at)
    return _balance(organization)


def _balance(organization: Organization) -> int:
    return UnitAccount.objects.filter(organization=organization).values_list("balance", flat=True).first() or 0


def _refuse_less_than_one(units: int) -> None:
    if units < 1:
        raise UnableToHoldUnits(Violation("units_are_positive"))


def _record(organization: Organization, code: str, units: int, balance: int, actor: User | None, at: datetime) -> None:
    data = {"units": units, "balance": balance}
    SaleEvent.objects.create(organization=organization, code=code, data=data, actor=actor, at=at)
