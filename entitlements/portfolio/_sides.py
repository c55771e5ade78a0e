"""On which sides somebody stands: whose contact with which roles, named by which contracts, at which desks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat

from accounts.models import Contact, ContactRole, DeskMembership
from accounts.querysets import READS_ALL
from common.gathering import Found, Gathering, Part, part
from entitlements.models import Contract, License

if TYPE_CHECKING:
    from accounts.models import User

ROLE, GROUP = "role ", "group "


@dataclass(frozen=True)
class Sides:
    """What somebody stands for at one instant, by the keys of rows."""

    contacts: dict[int, int]
    """Its contacts that have not left, each with its organization."""
    roles: frozenset[tuple[int, str]]
    """The roles of these contacts."""
    named: frozenset[tuple[int, int]]
    """Current contracts, each with an organization of its that they name as a partner (R1)."""
    licenses: frozenset[tuple[int, int]]
    """The products for which its organizations have licenses, each with that organization."""
    desks: dict[int, int]
    """The desks at which it works, each with its region."""
    groups: frozenset[str]
    """Its roles at the vendor."""

    @property
    def organizations(self) -> set[int]:
        """Those that it speaks for."""
        return set(self.contacts.values())

    @property
    def organizations_read(self) -> set[int]:
        """Those of which it reads every ticket."""
        return self.as_any_of(READS_ALL)

    @property
    def licensed(self) -> set[int]:
        """The products for which its organizations have licenses."""
        return {product for product, _ in self.licenses}

    def as_any_of(self, roles: Sequence[str]) -> set[int]:
        """The organizations that it speaks for in any of these roles."""
        return {self.contacts[contact] for contact, role in self.roles if role in roles}

    def beside(self, organization: int | None, contract: int | None) -> set[int]:
        """Its organizations that stand on the customer's side of what concerns another and falls under a contract."""
        partners = {named for number, named in self.named if number == contract}
        return self.organizations & ({organization} | partners)


def parts_of(person: int) -> list[Part]:
    """The facts that make up `Sides`."""
    contacts = Contact.objects.filter(user=person, left_at=None)
    organizations = contacts.values("organization")
    named = Contract.partners.through.objects.filter(organization__in=organizations)
    groups = Group.objects.filter(user=person)
    roles = ContactRole.objects.filter(contact__user=person, contact__left_at=None)
    return [
        part("contact", contacts, "pk", "organization"),
        part(Concat(Value(ROLE), F("role"), output_field=CharField()), roles, "contact"),
        part("contract", named.filter(contract__in=Contract.objects.current()), "contract", "organization"),
        part("license", License.objects.filter(organization__in=organizations), "product", "organization"),
        part("desk", DeskMembership.objects.filter(agent__user=person), "desk", "desk__region"),
        part(Concat(Value(GROUP), F("name"), output_field=CharField()), groups, "pk"),
    ]


_GATHERING = Gathering(parts_of)


def sides_of(user: User) -> Sides:
    """On which sides `user` stands, as its request has found it or else as it is now, in one statement."""
    return getattr(user, "sides", None) or read(_GATHERING.about(user.pk))


def read(found: Found) -> Sides:
    """The sides that these facts tell of."""
    roles = {(pk, what[len(ROLE) :]) for what, rows in found.items() if what.startswith(ROLE) for pk, _ in rows}
    return Sides(
        contacts=dict(found["contact"]),
        roles=frozenset(roles),
        named=frozenset(found["contract"]),
        licenses=frozenset(found["license"]),
        desks=dict(found["desk"]),
        groups=frozenset(what[len(GROUP) :] for what in found if what.startswith(GROUP)),
    )
