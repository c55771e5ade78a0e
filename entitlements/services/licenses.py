"""What an organization bought of a product: entered and corrected, and fixed once a contract covers it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Organization, User
from catalog.models import Product, Region
from catalog.rules import Violation
from entitlements.models import License, SaleEvent
from entitlements.services.refusals import refuse

STAYS = ("organization", "product", "sold_in")
"""What is fixed once a contract covers a license."""
NEEDED = (*STAYS, "purchased_on")


@dataclass(frozen=True, kw_only=True)
class LicenseFacts:
    """What is said of a license; what is None stays as it is."""

    organization: Organization | None = None
    product: Product | None = None
    quantity: int | None = None
    sold_in: Region | None = None
    purchased_on: date | None = None


@transaction.atomic
def put_license(*, reference: str, facts: LicenseFacts, actor: User | None, at: datetime) -> tuple[bool, list[str]]:
    """Enter the license of this reference, or make it what `facts` say; whether it is new, and what changed.

    Raises:
        UnableToSell: if a new one lacks something, or one that a contract covers would be another's or sold elsewhere.
    """
    held = License.objects.select_for_update(of=("self",)).filter(reference=reference).first()
    asked = {name: getattr(facts, name) for name in (*NEEDED, "quantity")}
    if held is None and (lacking := [name for name in NEEDED if asked[name] is None]):
        refuse([Violation("row_new_license", {"license": reference, "columns": ", ".join(lacking)})])
    made = held or License(reference=reference)
    changed = [
        name for name, value in asked.items() if value is not None and (held is None or value != getattr(held, name))
    ]
    if held and held.contracts.exists():
        fixed = [name for name in changed if name in STAYS]
        refuse([Violation("row_license_stays", {"column": name, "license": reference}) for name in fixed])
    for name in changed:
        setattr(made, name, asked[name])
    if changed:
        made.save()
        _record(made, "license_changed" if held else "license_entered", changed, actor, at)
    return held is None, changed


def _record(made: License, code: str, changed: list[str], actor: User | None, at: datetime) -> None:
    facts = {name: str(getattr(made, name)) for name in changed}
    data = {"license": made.reference, **facts}
    SaleEvent.objects.create(organization=made.organization, code=code, data=data, actor=actor, at=at)
