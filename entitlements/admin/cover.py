"""What a contract's page shows of the cover that its organization has now, as everything is saved."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Contact, User
from entitlements.coverage import Kind
from entitlements.models import Contract
from entitlements.portfolio import Outlook, assess, look_ahead

SEVERITY = 3
"""Of a request like most: an emergency is not counted as cover."""


@dataclass(frozen=True)
class SavedCover:
    """The next seven days of the contact who has been with the organization longest."""

    contact: Contact
    outlook: Outlook


def saved_cover(contract: Contract, *, reader: User, at: datetime, key: str = "strip") -> SavedCover | None:
    """The cover at `at` in the reader's zone; None for an organization without contacts.

    All contracts of the organization count, as they do when one of its tickets is decided. `key` names the strip.
    """
    people = Contact.objects.current().filter(organization=contract.organization_id)
    contact = people.select_related("user", "organization", "home_region").order_by("pk").first()
    if contact is None:
        return None
    assessment = assess(
        contact=contact,
        organization=contact.organization,
        product=None,
        version=None,
        kind=Kind.BREAK_FIX.value,
        severity=SEVERITY,
        at=at,
    )
    return SavedCover(contact, look_ahead(assessment, at=at, zone=reader.zone, key=key))
