"""Where somebody books maintenance windows: for its own organization, and as a partner for its customers (R1, R9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Contact, Environment, User
from entitlements.portfolio import sides_of
from tickets.forms.customers import Customer, customers_of


@dataclass(frozen=True)
class Place:
    """An environment, and who books for it: a `contact` of its organization, or the partner of `customer`."""

    environment: Environment
    contact: Contact | None = None
    customer: Customer | None = None

    @property
    def key(self) -> str:
        """Its choice in the form."""
        return f"{self.customer.key}-{self.environment.pk}" if self.customer else str(self.environment.pk)

    @property
    def group(self) -> str:
        """Whose it is, as the form calls it."""
        return self.customer.label if self.customer else self.environment.organization.name

    def __str__(self) -> str:
        where = self.environment
        return f"{where} ({where.version}, {where.get_use_display()})"


def places_of(user: User, contacts: Sequence[Contact], *, is_for_another: bool) -> list[Place]:
    """The environments of `contacts`, and of the customers of `user`; an agent books for its contact alone."""
    customers = [] if is_for_another else customers_of(sides_of(user))
    own = {contact.organization_id: contact for contact in contacts}
    theirs = [each.contract.organization_id for each in customers]
    rows = Environment.objects.filter(organization__in=[*own, *theirs], retired_at=None)
    found = list(rows.select_related("version__product", "product", "organization").order_by("use", "name"))
    places = [Place(each, contact=own[each.organization_id]) for each in found if each.organization_id in own]
    return [*places, *(Place(each, customer=one) for one in customers for each in found if _is_of(each, one))]


def _is_of(environment: Environment, customer: Customer) -> bool:
    """Whether it is the customer's, with a product of the contract that names the partner."""
    is_theirs = environment.organization_id == customer.contract.organization_id
    return is_theirs and environment.product_id in customer.products
