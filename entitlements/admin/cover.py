"""What a contract's page shows of the cover that its organization has now, as everything is saved."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Contact, User
from entitlements.models import Contract
from entitlements.portfolio import Outlook, assess_any, look_ahead


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
    return SavedCover(contact, look_ahead(assess_any(contact, at=at), at=at, zone=reader.zone, key=key))
