"""What a contract's page shows of the cover that its organization has now, as everything is saved."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Contact, User
from catalog.models import Product
from entitlements.models import Contract
from entitlements.portfolio import Assessment, Outlook, assess_any, assess_products, look_ahead


@dataclass(frozen=True)
class SavedCover:
    """The next seven days of the contact who has been with the organization longest."""

    contact: Contact
    outlook: Outlook


def saved_cover(contract: Contract, *, reader: User, at: datetime, key: str = "strip") -> SavedCover | None:
    """The cover at `at` in the reader's zone; None for an organization without contacts.

    All contracts of the organization count, as they do when one of its tickets is decided. `key` names the strip.
    """
    contact = first_contact(contract)
    if contact is None:
        return None
    return SavedCover(contact, look_ahead(assess_any(contact, at=at), at=at, zone=reader.zone, key=key))


def first_contact(contract: Contract) -> Contact | None:
    """Who has been with the contract's organization longest."""
    people = Contact.objects.current().filter(organization=contract.organization_id)
    return people.select_related("user", "organization", "home_region").order_by("pk").first()


def covers_of(contract: Contract, contact: Contact, *, at: datetime) -> dict[str, Assessment]:
    """The decision at `at` about each product that the contract holds, by name; of one that holds none, about any."""
    products = Product.objects.filter(pk__in=contract.licenses.values("product")).order_by("name")
    found = assess_products(contact, list(products), at=at)
    return {product.name: made for product, made in found.items()} or {"": assess_any(contact, at=at)}
