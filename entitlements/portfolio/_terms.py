"""For how long a package was, is or will be in force for each product: what a look at one instant cannot say."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from entitlements.models import Contract, Entitlement, SaleEvent
from entitlements.querysets import GIVING

GOLD, EXTENDED = "gold", "extended-term"
COLUMNS = (
    "contract",
    "contract__status",
    "contract__organization",
    "contract__sold_in__zone",
    "contract__starts_on",
    "contract__ends_on",
    "starts_on",
    "ends_on",
    "terminated_on",
    "covered_licenses__license__product",
    "contract__licenses__product",
)


@dataclass(frozen=True, slots=True)
class Term:
    """A package is in force for a product of an organization in [starts_at, ends_at); all three by their keys."""

    organization: int
    product: int
    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at `at`."""
        return self.starts_at <= at < self.ends_at


def terms_of(package: str, organizations: Collection[int] | QuerySet[Any, Any] | None = None) -> list[Term]:
    """The terms of the package with that code on the signed contracts of `organizations`, or of all; one statement.

    Days begin in the sold-in region (R3). A line that names no license covers all of its contract. A contract that is
    suspended, or was until its end, ends when it became so: that is asked in a second statement.
    """
    lines = Entitlement.objects.filter(package__code=package).exclude(contract__status=Contract.Status.DRAFT)
    if organizations is not None:
        lines = lines.filter(contract__organization__in=organizations)
    rows = list(lines.values_list(*COLUMNS))
    stopped = _stopped({row[0] for row in rows if row[1] != Contract.Status.ACTIVE})
    return list(dict.fromkeys(term for row in rows if (term := _term(row, stopped))))


def _stopped(contracts: Collection[int]) -> dict[int, datetime]:
    """Since when each of the contracts was suspended to its end, or is; nothing for one that was resumed."""
    if not contracts:
        return {}
    events = SaleEvent.objects.filter(contract__in=contracts, data__status__in=("suspended", "active")).order_by("id")
    found: dict[int, datetime] = {}
    rows: Any = events.values_list("contract", "data__status", "at")
    for contract, status, at in rows:
        if status == Contract.Status.SUSPENDED:
            found.setdefault(contract, at)
        else:
            found.pop(contract, None)
    return found


def _term(row: tuple[Any, ...], stopped: Mapping[int, datetime]) -> Term | None:
    contract, status, organization, zone, first, last, starts_on, ends_on, terminated_on, named, all_of_it = row
    product = named or all_of_it
    if product is None:
        return None
    starts_at = _midnight(max(first, starts_on), zone)
    ends_at = _midnight(min(last, terminated_on or ends_on), zone)
    if status not in GIVING or contract in stopped:
        ends_at = min(ends_at, stopped.get(contract, starts_at))
    return Term(organization, product, starts_at, ends_at) if starts_at < ends_at else None


def _midnight(day: date, zone: Any) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(str(zone)))


def by_product(terms: Collection[Term]) -> dict[tuple[int, int], list[Term]]:
    """The terms by organization and product."""
    found: dict[tuple[int, int], list[Term]] = defaultdict(list)
    for term in terms:
        found[term.organization, term.product].append(term)
    return found
