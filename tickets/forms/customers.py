"""For which customers somebody files as a partner (R1): the contracts that name its organization."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Contact, Organization
from entitlements.models import Contract
from entitlements.portfolio import Sides
from tickets.permissions import WRITES

CUSTOMER = "c"
"""Begins the choice of a customer's contract; the other choices are ids of the person's own contacts."""


@dataclass(frozen=True)
class Customer:
    """A contract under which `partner` files. `concerned` are its customer's contacts, by id as text."""

    contract: Contract
    partner: Organization
    products: frozenset[int]
    concerned: Mapping[str, Contact] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its choice in the form."""
        return f"{CUSTOMER}{self.contract.pk}"

    @property
    def label(self) -> str:
        """How the form calls it."""
        return f"{self.contract.organization.name} ({self.contract.number})"


def customers_of(sides: Sides) -> list[Customer]:
    """For whom somebody files besides its own organizations, in four statements at any number; in none without any.

    Of a customer's people a partner is shown the least that lets a home region count: the names of those who file
    themselves, and no address.
    """
    own = sides.as_any_of(WRITES)
    named = {contract for contract, organization in sides.named if organization in own}
    contracts = _contracts(named) if named else []
    people = _people(contracts) if contracts else []
    return [
        Customer(
            contract,
            next(each for each in contract.partners.all() if each.pk in own),
            frozenset(row.product_id for row in contract.licenses.all()),
            {str(each.pk): each for each in people if each.organization_id == contract.organization_id},
        )
        for contract in contracts
    ]


def concerned_groups(customers: Sequence[Customer]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The contacts of each customer, once, under its name."""
    people = {each.contract.organization.name: each.concerned for each in customers}
    return [(name, [(key, str(contact.user)) for key, contact in found.items()]) for name, found in people.items()]


def _contracts(named: Collection[int]) -> list[Contract]:
    rows = Contract.objects.filter(pk__in=named).select_related("organization")
    return list(rows.prefetch_related("licenses", "partners").order_by("organization__name", "number"))


def _people(contracts: Sequence[Contract]) -> list[Any]:
    found = Contact.objects.current().filter(organization__in=[each.organization_id for each in contracts])
    filing = found.with_role(*WRITES).select_related("user", "organization", "home_region")
    return list(filing.order_by("user__name", "pk"))
