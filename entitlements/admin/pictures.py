"""What the rows of a moment say of a contract: taken before and after an edit that is tried."""

import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin import AdminSite

from accounts.models import Contact, User
from entitlements.admin.cover import covers_of, first_contact
from entitlements.models import Contract, Entitlement
from entitlements.portfolio import Assessment


@dataclass(frozen=True)
class Picture:
    """The decisions, the lines, what open tickets are owed and what is booked, under the rows as they are.

    `covers` are decisions about tickets of the contact, by the name of the product that the contract holds; none where
    the organization has no contact. `lines` are keyed by their primary key. `owed` are the `OwedResponse`s and
    `windows` the `BookedWindow`s of the site that knows tickets, by reference.
    """

    contract: Contract
    contact: Contact | None
    covers: dict[str, Assessment]
    lines: dict[int, Entitlement]
    owed: dict[str, Any]
    windows: dict[str, Any]


def picture(contract: Contract, *, site: AdminSite, reader: User, at: datetime) -> Picture:
    """What the rows of this moment say."""
    contact = first_contact(contract)
    asked = {"organization": contract.organization, "reader": reader, "at": at}
    lines = contract.entitlements.select_related("package").order_by("ends_on", "pk")
    return Picture(
        copy.copy(contract),
        contact,
        covers_of(contract, contact, at=at) if contact else {},
        {line.pk: line for line in lines},
        {row.ticket.reference: row for row in _told(site, "first_responses_owed", asked)},
        {row.window.ticket.reference: row for row in _told(site, "windows_ahead", asked)},
    )


def _told(site: AdminSite, what: str, asked: dict[str, Any]) -> list[Any]:
    """What the site says that knows tickets; nothing of one that knows none."""
    told = getattr(site, what, None)
    return list(told(**asked)) if told else []
