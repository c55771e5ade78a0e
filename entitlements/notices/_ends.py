"""Who is told that a contract ends, 90, 60, 30 and 7 days before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import Contact, Organization, User
from accounts.querysets import CONTRACT_ADMINISTRATORS
from common.days import day_in
from entitlements.models import EndNotice, Entitlement
from notifications.services import News, notify


def contract_ending(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell who pays for the customer, the account owner and the contract administrators, each person once."""
    rows = EndNotice.objects.select_related("contract__organization__account_owner", "contract__sold_in")
    notice = rows.filter(pk=key).first()
    if notice is None or notice.sent_at is None:
        return
    packages = _packages(notice)
    organization = notice.contract.organization
    if not packages:
        return
    for reader in customers(organization):
        _tell(notice, packages, reader, reverse("contracts", args=[organization.key]), at, is_vendor=False)
    for reader in vendors(organization):
        _tell(notice, packages, reader, _administration(notice, reader), at, is_vendor=True)


def customers(organization: Organization) -> Iterator[User]:
    """The billing contacts of the organization; where it has none, its managers."""
    people = Contact.objects.current().filter(organization=organization).select_related("user").order_by("pk")
    found = list(people.with_role("billing")) or list(people.with_role("manager"))
    return (contact.user for contact in found)


def vendors(organization: Organization) -> list[User]:
    """The account owner and the contract administrators."""
    administrators = User.objects.filter(groups__name=CONTRACT_ADMINISTRATORS, is_active=True).order_by("pk")
    owner = organization.account_owner
    owners = [owner] if owner is not None and owner.is_active else []
    return list(dict.fromkeys([*owners, *administrators]))


def _packages(notice: EndNotice) -> list[str]:
    """What ends on that day and nothing continues, asked again: it may have been renewed since it was due."""
    lines = Entitlement.objects.ending().filter(contract=notice.contract, ends_on=notice.ends_on)
    return list(dict.fromkeys(lines.order_by("package__position").values_list("package__name", flat=True)))


def _administration(notice: EndNotice, reader: User) -> str:
    """Where the vendor renews: the page of the act for who may open it, else the customer's contracts."""
    if reader.is_staff and reader.has_perm("entitlements.change_contract"):
        return reverse("admin:entitlements_contract_act", args=[notice.contract_id, "renewal"])
    return reverse("contracts", args=[notice.contract.organization.key])


def _tell(notice: EndNotice, packages: list[str], reader: User, url: str, at: datetime, *, is_vendor: bool) -> None:
    contract = notice.contract
    today = at.astimezone(contract.sold_in.tz).date()
    news = News(
        kind="contract",
        code="contract_ending",
        about=f"contract:{contract.pk}",
        event=f"contract.ending:{notice.pk}",
        title=f"{contract.organization.name}: {contract.number}",
        url=url,
        mail="entitlements/mail/contract_ending",
        door=f"contract:{contract.pk}",
        what=str((notice.ends_on - today).days),
        facts={
            "number": contract.number,
            "organization": contract.organization.name,
            "packages": packages,
            "days": (notice.ends_on - today).days,
            "day": day_in(reader.language, notice.ends_on),
            "is_vendor": is_vendor,
        },
    )
    notify(reader=reader, news=news, at=at)
