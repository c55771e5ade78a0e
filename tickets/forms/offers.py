"""What a person may file for: its organizations, their licensed products and their environments."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext

from accounts.models import Contact, Environment, User
from catalog.models import Product, Version
from common.statements import Statement
from common.statements import Value as Given
from entitlements.models import License
from entitlements.portfolio import Sides, sides_of
from tickets.forms.customers import Customer, customers_of
from tickets.models import CustomField, Ticket
from tickets.permissions import WRITES

Group = tuple[str, list[tuple[str, str]]]
ANY_VERSION = "p"
"""Begins the choice of a product whose version its customer does not know; other choices are ids of versions."""


@dataclass(frozen=True)
class Offer:
    """What the form offers. `licensed` names the products of each organization; an empty set offers all.

    `fields` are what the tickets of each product are asked.
    """

    contacts: Sequence[Contact]
    versions: dict[str, Version]
    products: dict[str, Product]
    environments: dict[str, Environment]
    licensed: dict[int, set[int]] = field(default_factory=dict)
    fields: dict[int, list[CustomField]] = field(default_factory=dict)
    at: datetime | None = None
    only_reads: bool = False
    """Whether the person is a contact, but with no role that files."""
    customers: Sequence[Customer] = ()
    """For whom it files as a partner (R1)."""

    def customer(self, key: str | None) -> Customer | None:
        """The customer that was chosen; None for whoever files for its own organization."""
        return next((each for each in self.customers if each.key == key), None)

    def sides(self) -> list[tuple[str, str]]:
        """For whom the person files; with customers nothing is chosen to begin with."""
        own = [(str(each.pk), each.organization.name) for each in self.contacts]
        if not self.customers:
            return own
        named = [(each.key, each.label) for each in self.customers]
        return [("", gettext("Choose for whom you file")), *own, *named]

    def is_licensed(self, contact: Contact | None, product: Product) -> bool:
        """Whether the contact may file about the product; one that holds no license may file about any."""
        held = self.licensed.get(contact.organization_id) if contact else None
        return not held or product.pk in held

    def version_groups(self) -> list[Group]:
        """Versions by product, the newest first, and for each product the answer that the version is not known."""
        unknown = gettext("I do not know the version")
        return [
            (
                product.name,
                [
                    *((key, self._label(each)) for key, each in self.versions.items() if each.product_id == product.pk),
                    (f"{ANY_VERSION}{key}", unknown),
                ],
            )
            for key, product in self.products.items()
        ]

    def environment_choices(self, product: Product | None, organization: int | None) -> list[tuple[str, str]]:
        """The environments that the organization runs the product in; all of it without a product."""
        return [
            (key, f"{each.name}: {each.version} ({each.get_use_display()})")
            for key, each in self.environments.items()
            if str(each.version_id) in self.versions
            if organization is None or each.organization_id == organization
            if product is None or each.product_id == product.pk
        ]

    def product_and_version(self, choice: str) -> tuple[Product | None, Version | None]:
        """What a choice of the list of versions names."""
        if choice.startswith(ANY_VERSION):
            return self.products.get(choice.removeprefix(ANY_VERSION)), None
        version = self.versions.get(choice)
        return (version.product, version) if version else (None, None)

    def contact_of(self, key: str) -> Contact | None:
        """The contact with that key, or the only one."""
        if len(self.contacts) == 1 and not self.customers:
            return self.contacts[0]
        return next((each for each in self.contacts if str(each.pk) == key), None)

    def organization_of(self, key: str) -> int | None:
        """Whose ticket it will be: the customer's that was chosen, or the own contact's."""
        customer, contact = self.customer(key), self.contact_of(key)
        if customer:
            return customer.contract.organization_id
        return contact.organization_id if contact else None

    def settle(self, sent: QueryDict, changed: str = "environment") -> QueryDict:
        """What was sent, after `changed` was chosen: an environment sets the version that runs in it.

        Another version or organization drops the environment, unless it runs that version there.
        """
        chosen = sent.copy()
        environment = self.environments.get(chosen.get("environment", ""))
        if environment is None or str(environment.version_id) not in self.versions:
            return chosen
        if changed == "environment":
            chosen["version"] = str(environment.version_id)
        elif not self._runs_there(environment, chosen):
            chosen["environment"] = ""
        return chosen

    def _runs_there(self, environment: Environment, chosen: QueryDict) -> bool:
        is_theirs = self.organization_of(chosen.get("contact", "")) == environment.organization_id
        return is_theirs and chosen.get("version") == str(environment.version_id)

    def likely_version(self) -> str:
        """The version that runs in production, else the newest; nothing without any."""
        running = [each for each in self.environments.values() if each.use == Environment.Use.PRODUCTION]
        likely = [str(each.version_id) for each in running if str(each.version_id) in self.versions]
        return next(iter([*likely, *self.versions]), "")

    def _label(self, version: Version) -> str:
        lifecycle = version.lifecycle(self.at.date()).value if self.at else "supported"
        words = {"sunset": gettext("sunset"), "eol": gettext("end of life")}
        return f"{version} ({words[lifecycle]})" if lifecycle in words else str(version)


def offer_to(user: User, at: datetime) -> Offer:
    """What `user` may file for at `at`, in five statements, four more for a partner.

    A person without an organization is shown every product.
    """
    sides = sides_of(user)
    contacts = _contacts(sides)
    organizations = [contact.organization_id for contact in contacts]
    licensed: dict[int, set[int]] = {each: set() for each in organizations}
    for product, organization in sides.licenses:
        licensed.setdefault(organization, set()).add(product)
    licensed = {each: licensed[each] for each in organizations}
    customers = customers_of(sides)
    held: set[int] | None = None
    if customers or (organizations and all(licensed.values())):
        held = set().union(*licensed.values(), *(each.products for each in customers))
    shown, versions = _shown(held)
    environments, only_reads = _environments(organizations, customers, versions), not contacts and bool(sides.contacts)
    return Offer(contacts, versions, shown, environments, licensed, _fields(shown), at, only_reads, customers)


def offer_for(contact: Contact, at: datetime, *, is_known: bool) -> Offer:
    """What an agent may log for a caller; of one who is not known nothing shows what the organization holds."""
    organization = contact.organization_id
    held: set[int] = set()
    if is_known:
        held.update(License.objects.filter(organization=organization).values_list("product", flat=True))
    shown, versions = _shown(held or None)
    environments = _environments([organization], (), versions) if is_known else {}
    return Offer([contact], versions, shown, environments, {organization: held}, _fields(shown), at)


def offer_on(ticket: Ticket, at: datetime) -> Offer:
    """What an agent may correct a ticket to: every product, and the environments of its organization."""
    shown, versions = _shown()
    environments = _environments([ticket.organization_id], (), versions) if ticket.organization_id else {}
    if ticket.environment:
        environments.setdefault(str(ticket.environment.pk), ticket.environment)
    return Offer((), versions, shown, environments, at=at)


def _contacts(sides: Sides) -> list[Contact]:
    """The contacts that file, by the names of their organizations."""
    own = {contact for contact, role in sides.roles if role in WRITES}
    rows: list[Contact] = _CONTACTS.rows(keys=own)
    return sorted(rows, key=lambda each: each.organization.name)


def _fields(products: dict[str, Product]) -> dict[int, list[CustomField]]:
    found: dict[int, list[CustomField]] = defaultdict(list)
    for each in _FIELDS.rows(products=[product.pk for product in products.values()]):
        found[each.product_id].append(each)
    return found


def _shown(held: set[int] | None = None) -> tuple[dict[str, Product], dict[str, Version]]:
    """The products with these keys by their names, or all, and their versions, the newest first; in one statement."""
    shown: dict[str, Product] = {}
    versions = []
    for row in _PRODUCTS.rows(held=held):
        facts = dict(zip(_PRODUCT, row, strict=False))
        product = shown.setdefault(str(facts["pk"]), Product(**facts))
        version = dict(zip(_VERSION, row[len(_PRODUCT) :], strict=True))
        if version["pk"] is not None:
            versions.append(Version(product=product, **version))
    versions.sort(key=lambda each: (each.released_on, each.pk), reverse=True)
    return shown, {str(each.pk): each for each in versions}


_PRODUCT = ("pk", "name", "slug")
_VERSION = ("pk", "number", "released_on", "sunset_on", "eol_on")


def _environments(
    organizations: list[int], customers: Iterable[Customer], versions: Mapping[str, Version]
) -> dict[str, Environment]:
    """The person's own, and those of a customer on which a licensed product of its contract runs."""
    theirs: dict[str, Given] = {
        each.key: {"organization": each.contract.organization_id, "products": each.products} for each in customers
    }
    rows: list[Environment] = _ENVIRONMENTS.rows(organizations=organizations, theirs=theirs)
    for environment in rows:
        if version := versions.get(str(environment.version_id)):
            environment.version = version
    return {str(each.pk): each for each in rows}


def _offered(*, organizations: Collection[int], theirs: Mapping[str, Any]) -> QuerySet[Environment]:
    offered = Q(organization__in=organizations)
    for each in theirs.values():
        offered |= Q(organization=each["organization"], product__in=each["products"])
    return Environment.objects.filter(offered, retired_at=None).order_by("use", "name")


def _products(*, held: Collection[int] | None) -> QuerySet[Any, Any]:
    products = Product.objects.all() if held is None else Product.objects.filter(pk__in=held)
    return products.order_by("name").values_list(*_PRODUCT, *(f"versions__{name}" for name in _VERSION))


_CONTACTS = Statement(
    lambda keys: Contact.objects.filter(pk__in=keys).select_related("organization", "home_region"),
)
_FIELDS = Statement(lambda products: CustomField.objects.asked_of_customers().filter(product__in=products).in_order())
_PRODUCTS = Statement(_products)
_ENVIRONMENTS = Statement(_offered)
