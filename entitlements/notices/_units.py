"""Who is told of orders of time units, of their refunds, and of what is left of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import dateformat

from accounts.models import User
from accounts.querysets import CONTRACT_ADMINISTRATORS
from common import money
from entitlements import portfolio
from entitlements.models import Refund, UnitLot, UnitNotice, UnitOrder
from entitlements.rules import Move, month
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


def refund_proposed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the contract administrators, but not who proposed it, of a refund that waits for them."""
    refund = _refund(key)
    if refund.decided_at is not None:
        return
    url = reverse("admin:entitlements_refund_changelist") + "?decided_at__isempty=1"
    deciding = User.objects.filter(groups__name=CONTRACT_ADMINISTRATORS, is_active=True)
    for reader in deciding.exclude(pk=refund.proposed_by_id).order_by("pk"):
        _tell_refund("refund_proposed", refund, reader, url, at)


def refund_decided(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell who proposed a refund what was decided, and the customer's buyers whether the units came back."""
    refund = _refund(key)
    url = reverse("units", args=[refund.hold.account.organization.key])
    _tell_refund("refund_decided", refund, refund.proposed_by, url, at)
    said = "units_refunded" if refund.is_approved else "refund_declined"
    for reader in _buyers(refund.hold.account.organization_id):
        _tell_refund(said, refund, reader, url, at)


def units_noticed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the organization's buyers that few units are left, what expires soon, or a month's statement."""
    notice = UnitNotice.objects.select_related("account__organization").get(pk=key)
    for reader in _buyers(notice.account.organization_id):
        _tell_notice(notice, reader, at)


def _buyers(organization: int) -> list[User]:
    """Who looks after the organization's time units: billing contacts and managers."""
    held = {
        "contacts__organization": organization,
        "contacts__left_at": None,
        "contacts__roles__role__in": ["billing", "manager"],
    }
    return list(User.objects.filter(**held, is_active=True).distinct().order_by("pk"))


def _tell_notice(notice: UnitNotice, reader: User, at: datetime) -> None:
    organization, name = notice.account.organization, f"units_{notice.kind}"
    url = reverse("units", args=[organization.key])
    facts = {"organization": organization.name, "balance": notice.account.balance, **_facts(notice, reader)}
    news = News(
        kind="units",
        code=name,
        about=f"units:{organization.key}",
        event=f"{name}:{notice.pk}",
        title=organization.name,
        url=f"{url}?month={notice.period}#statement" if notice.kind == UnitNotice.Kind.STATEMENT else url,
        mail=f"entitlements/mail/{name}",
        what=str(facts.get("month") or facts.get("count") or facts["balance"]),
        facts={**facts, "order_url": reverse("unit-order-new", args=[organization.key])},
    )
    notify(reader=reader, news=news, at=at)


def _facts(notice: UnitNotice, reader: User) -> dict[str, Any]:
    """What the mail says, by the reader's zone: the month's sums, or what expires by when."""
    if notice.kind == UnitNotice.Kind.STATEMENT:
        return _sums(notice, reader)
    if notice.kind == UnitNotice.Kind.EXPIRING:
        lots = UnitLot.objects.usable(notice.at).filter(account=notice.account_id, expires_at__isnull=False)
        soon = lots.filter(expires_at__lte=notice.at + timedelta(days=30)).order_by("expires_at", "pk")
        rows = [
            {"units": lot.left, "on": dateformat.format(lot.expires_at.astimezone(reader.zone), "j F Y")}
            for lot in soon
            if lot.expires_at
        ]
        return {"lots": rows, "count": sum(row["units"] for row in rows)}
    return {}


def _sums(notice: UnitNotice, reader: User) -> dict[str, Any]:
    starts_at, ends_at = month(notice.period, notice.at, reader.zone)
    made = portfolio.statement(notice.account.organization, starts_at, ends_at)
    expiring = portfolio.expiring(
        notice.account.organization, ends_at, month(f"{ends_at:%Y-%m}", ends_at, reader.zone)[1]
    )
    return {
        "month": dateformat.format(starts_at.astimezone(reader.zone), "F Y"),
        "opening": made.opening,
        "closing": made.closing,
        "bought": made.sums[Move.PURCHASED] - made.sums[Move.REVERSED],
        "used": made.sums[Move.CONSUMED] - made.sums[Move.CORRECTED],
        "refunded": made.sums[Move.REFUNDED],
        "expired": made.sums[Move.EXPIRED],
        "expiring": expiring,
    }


def _refund(key: str) -> Refund:
    return Refund.objects.select_related("hold__account__organization", "proposed_by", "decided_by").get(pk=key)


def _tell_refund(name: str, refund: Refund, reader: User, url: str, at: datetime) -> None:
    organization = refund.hold.account.organization
    facts = {
        "organization": organization.name,
        "subject": refund.hold.subject,
        "units": refund.hold.used,
        "reason": refund.reason,
        "by": refund.proposed_by.name,
        "decider": refund.decided_by.name if refund.decided_by else "",
        "is_approved": refund.is_approved,
    }
    news = News(
        kind="units",
        code=name,
        about=f"units:{organization.key}",
        event=f"{name}:{refund.pk}",
        title=organization.name,
        url=url,
        mail=f"entitlements/mail/{name}",
        by=str(facts["decider"] if refund.decided_at else facts["by"]),
        what=str(refund.hold.used),
        facts=facts,
    )
    notify(reader=reader, news=news, at=at)


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
