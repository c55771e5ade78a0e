"""What a person may file for: its organizations, their licensed products and their environments."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext

from accounts.models import Contact, Environment, User
from catalog.models import Product, Version
from entitlements.models import License
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
    """What `user` may file for at `at`, in six statements, four more for a partner.

    A person without an organization is shown every product.
    """
    own = Contact.objects.of(user).with_role(*WRITES).select_related("organization", "home_region")
    contacts = list(own.order_by("organization__name"))
    only_reads = not contacts and Contact.objects.of(user).exists()
    organizations = [contact.organization_id for contact in contacts]
    licensed: dict[int, set[int]] = defaultdict(set)
    for organization, product in License.objects.filter(organization__in=organizations).values_list(
        "organization_id", "product_id"
    ):
        licensed[organization].add(product)
    customers = customers_of(user)
    products = Product.objects.order_by("name")
    if customers or (organizations and all(licensed[organization] for organization in organizations)):
        held = set().union(*licensed.values(), *(each.products for each in customers))
        products = products.filter(pk__in=held)
    shown = {str(each.pk): each for each in products}
    environments, fields = _environments(organizations, customers), _fields(shown)
    return Offer(contacts, _versions(shown), shown, environments, licensed, fields, at, only_reads, customers)


def offer_for(contact: Contact, at: datetime, *, is_known: bool) -> Offer:
    """What an agent may log for a caller; of one who is not known nothing shows what the organization holds."""
    organization = contact.organization_id
    held: set[int] = set()
    if is_known:
        held.update(License.objects.filter(organization=organization).values_list("product", flat=True))
    products = Product.objects.order_by("name")
    shown = {str(each.pk): each for each in (products.filter(pk__in=held) if held else products)}
    environments = _environments([organization], ()) if is_known else {}
    return Offer([contact], _versions(shown), shown, environments, {organization: held}, _fields(shown), at)


def offer_on(ticket: Ticket, at: datetime) -> Offer:
    """What an agent may correct a ticket to: every product, and the environments of its organization."""
    shown = {str(each.pk): each for each in Product.objects.order_by("name")}
    environments = _environments([ticket.organization_id], ()) if ticket.organization_id else {}
    if ticket.environment:
        environments.setdefault(str(ticket.environment.pk), ticket.environment)
    return Offer((), _versions(shown), shown, environments, at=at)


def _fields(products: dict[str, Product]) -> dict[int, list[CustomField]]:
    found: dict[int, list[CustomField]] = defaultdict(list)
    for each in CustomField.objects.asked_of_customers().filter(product__in=list(products.values())).in_order():
        found[each.product_id].append(each)
    return found


def _versions(products: dict[str, Product]) -> dict[str, Version]:
    rows = Version.objects.filter(product__in=list(products.values())).order_by("-released_on", "-pk")
    found = {str(each.pk): each for each in rows}
    for each in found.values():
        each.product = products[str(each.product_id)]
    return found


def _environments(organizations: list[int], customers: Iterable[Customer]) -> dict[str, Environment]:
    """The person's own, and those of a customer on which a licensed product of its contract runs."""
    offered = Q(organization__in=organizations)
    for each in customers:
        offered |= Q(organization=each.contract.organization_id, product__in=each.products)
    rows = Environment.objects.filter(offered, retired_at=None).select_related("version__product")
    return {str(each.pk): each for each in rows.order_by("use", "name")}
