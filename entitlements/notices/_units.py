"""Who is told of orders of time units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.querysets import CONTRACT_ADMINISTRATORS
from common import money
from entitlements.models import UnitOrder
from notifications.services import News, notify


def units_ordered(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the contract administrators of an order that waits for its payment."""
    order = UnitOrder.objects.select_related("organization", "requested_by").filter(pk=key).first()
    if order is None or order.status != UnitOrder.Status.REQUESTED:
        return
    url = reverse("admin:entitlements_unitorder_changelist") + "?status__exact=requested"
    for reader in User.objects.filter(groups__name=CONTRACT_ADMINISTRATORS, is_active=True).order_by("pk"):
        _tell("units_ordered", order, reader, url, at)


def units_paid(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell who ordered that the units can be used."""
    order = UnitOrder.objects.select_related("organization", "requested_by").filter(pk=key).first()
    if order is not None and order.requested_by.is_active:
        _tell("units_paid", order, order.requested_by, reverse("units", args=[order.organization.key]), at)


def _tell(name: str, order: UnitOrder, reader: User, url: str, at: datetime) -> None:
    news = News(
        kind="units",
        code=name,
        about=f"units:{order.organization.key}",
        event=f"{name}:{order.pk}",
        title=order.organization.name,
        url=url,
        mail=f"entitlements/mail/{name}",
        by=order.requested_by.name,
        what=str(order.units),
        facts={
            "organization": order.organization.name,
            "buyer": order.requested_by.name,
            "units": order.units,
            "amount": money.written(order.total_minor, order.currency),
            "purchase_order": order.purchase_order,
        },
    )
    notify(reader=reader, news=news, at=at)
