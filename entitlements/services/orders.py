"""Time units are ordered by the customer and stand in the ledger once an administrator saw the money (R11)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import Organization, User
from accounts.permissions import buys_for
from catalog.rules import Violation
from entitlements import portfolio
from entitlements.models import SaleEvent, UnitLot, UnitOrder
from entitlements.services.refusals import UnableToOrderUnits
from entitlements.services.units import grant_units
from outbox.services import publish

MOST_UNITS = 10_000


@dataclass(frozen=True, slots=True)
class UnitOrderDraft:
    """How many units a customer asks for, and its own number for that."""

    units: int
    purchase_order: str = ""


@transaction.atomic
def order_units(*, organization: Organization, draft: UnitOrderDraft, actor: User, at: datetime) -> UnitOrder:
    """Order time units at the price of `at`.

    Raises:
        UnableToOrderUnits: when `actor` may not, the number is out of bounds, or none are sold to the organization.
    """
    if not buys_for(actor, organization):
        raise UnableToOrderUnits(Violation("may_not_buy", {"organization": organization.name}))
    if not 1 <= draft.units <= MOST_UNITS:
        raise UnableToOrderUnits(Violation("too_many_units", {"most": MOST_UNITS}))
    price = portfolio.unit_price(organization, at)
    if price is None:
        raise UnableToOrderUnits(Violation("no_units_sold", {"organization": organization.name}))
    order = UnitOrder.objects.create(
        organization=organization,
        units=draft.units,
        price_minor=price.minor,
        currency=price.currency,
        purchase_order=draft.purchase_order.strip()[:60],
        requested_at=at,
        requested_by=actor,
    )
    _record(order, "units_ordered", actor, at)
    publish("units.ordered", str(order.pk), at=at)
    return order


@transaction.atomic
def confirm_order(*, order: UnitOrder, actor: User | None, at: datetime) -> UnitOrder:
    """Say that an order is paid: its units can be used from now on. Without an actor its provider says so.

    Raises:
        UnableToOrderUnits: when it was paid or cancelled already.
    """
    _lock_open(order)
    grant_units(organization=order.organization, units=order.units, actor=actor, at=at, use_key=f"order:{order.pk}")
    order.lot = UnitLot.objects.get(entries__use_key=f"order:{order.pk}")
    _decide(order, UnitOrder.Status.PAID, actor, at)
    _record(order, "units_paid", actor, at)
    publish("units.paid", str(order.pk), at=at)
    return order


@transaction.atomic
def cancel_order(*, order: UnitOrder, actor: User | None, at: datetime) -> UnitOrder:
    """Take an order back that is not paid; its buyer, an administrator or its provider does.

    Raises:
        UnableToOrderUnits: when it was paid or cancelled already.
    """
    _lock_open(order)
    _decide(order, UnitOrder.Status.CANCELLED, actor, at)
    _record(order, "units_order_cancelled", actor, at)
    return order


def _lock_open(order: UnitOrder) -> None:
    """Let two that decide at once wait for each other, and the second one be refused."""
    waiting = UnitOrder.objects.filter(pk=order.pk, status=UnitOrder.Status.REQUESTED)
    if not waiting.update(units=F("units")):
        order.refresh_from_db()
        raise UnableToOrderUnits(Violation("order_is_decided", {"status": str(order.get_status_display())}))


def _decide(order: UnitOrder, status: UnitOrder.Status, actor: User | None, at: datetime) -> None:
    order.status, order.decided_at, order.decided_by = status, at, actor
    order.save(update_fields=["status", "decided_at", "decided_by", "lot"])


def _record(order: UnitOrder, code: str, actor: User | None, at: datetime) -> None:
    data = {"order": order.pk, "units": order.units, "price_minor": order.total_minor, "currency": order.currency}
    SaleEvent.objects.create(organization=order.organization, code=code, data=data, actor=actor, at=at)
