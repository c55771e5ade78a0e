"""Which customers run versions that leave support, and whether Extended-Term catches them (R8)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Environment, Organization
from catalog.models import Version
from catalog.rules import ENDS_SOON, Ending
from entitlements.models import License
from entitlements.portfolio._terms import EXTENDED, by_product, terms_of


@dataclass(frozen=True)
class Leaving:
    """An organization runs a version that leaves standard support; `is_extended`: Extended-Term covers it then."""

    organization: Organization
    version: Version
    ending: Ending
    is_extended: bool
    environments: list[str] = field(default_factory=list)


def leaving(
    on: date, *, organizations: Collection[int] | QuerySet[Any, Any] | None = None, ahead: int = ENDS_SOON
) -> list[Leaving]:
    """The versions that `organizations` run, or all, whose support ends by `ahead` days from `on`; the soonest first.

    An organization runs what its environments run, in two statements at least.
    """
    rows = Environment.objects.filter(retired_at=None).select_related("organization", "version__product")
    if organizations is not None:
        rows = rows.filter(organization__in=organizations)
    names: dict[tuple[int, int], list[str]] = defaultdict(list)
    found: dict[tuple[int, int], tuple[Organization, Version, Ending]] = {}
    for row in rows.order_by("name", "id"):
        if ending := row.version.ending(on, ahead):
            names[row.organization_id, row.version_id].append(row.name)
            found[row.organization_id, row.version_id] = (row.organization, row.version, ending)
    extended = by_product(terms_of(EXTENDED, {organization for organization, _version in found})) if found else {}
    made = [
        Leaving(organization, version, ending, _is_extended(extended, key[0], version, ending, on), names[key])
        for key, (organization, version, ending) in found.items()
    ]
    return sorted(made, key=lambda each: (each.ending.on, each.organization.name, str(each.version)))


def affected(version: Version) -> QuerySet[Organization]:
    """The organizations that a version concerns: they run it, or hold its product and have not said what they run."""
    running = Environment.objects.filter(version=version, retired_at=None).values("organization")
    saying = Environment.objects.filter(product=version.product_id, retired_at=None).values("organization")
    holding = License.objects.filter(product=version.product_id).exclude(organization__in=saying).values("organization")
    return Organization.objects.filter(Q(pk__in=running) | Q(pk__in=holding)).order_by("id")


def _is_extended(extended: Any, organization: int, version: Version, ending: Ending, on: date) -> bool:
    """Whether Extended-Term is in force on the day that support ends, and today once it has."""
    noon = datetime.combine(max(ending.on, on), time(12), UTC)
    return any(term.holds(noon) for term in extended.get((organization, version.product_id), ()))
