"""What an organization holds, read in a fixed number of statements and turned into the engine's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from accounts.models import Organization
from catalog.models import Product, Region
from entitlements import coverage
from entitlements.models import Contract, Package, Target, UnitLot
from entitlements.portfolio._known import Known


@dataclass(frozen=True)
class PriceList:
    """The packages as the engine sees them, what they are called and what they promise."""

    packages: Mapping[str, coverage.Package]
    codes: Mapping[int, str]
    names: Mapping[str, str]
    targets: Mapping[tuple[str, int, str], int]


def price_list() -> PriceList:
    """Every package, in three statements."""
    rows = list(Package.objects.prefetch_related("needs", "targets").order_by("position", "pk"))
    return PriceList(
        packages={row.code: _package(row) for row in rows},
        codes={row.pk: row.code for row in rows},
        names={row.code: row.name for row in rows},
        targets={_target_key(row, target): target.minutes for row in rows for target in row.targets.all()},
    )


def contracts_of(organization: Organization, regions: Mapping[int, Region]) -> list[Contract]:
    """The contracts that the organization has signed, the newest first, with all that decides, in five statements."""
    rows = (
        Contract.objects.filter(organization=organization)
        .exclude(status=Contract.Status.DRAFT)
        .prefetch_related("additional_regions", "licenses", "entitlements__covered_licenses")
        .order_by("-starts_on", "-pk")
    )
    contracts = list(rows)
    for contract in contracts:
        contract.sold_in = regions[contract.sold_in_id]
        contract.organization = organization
    return contracts


def units_of(organization: Organization, at: datetime) -> int:
    """The time units that the organization can use at `at`: what expired by then does not count, swept or not (R11)."""
    lots = UnitLot.objects.usable(at).filter(account__organization=organization)
    return lots.aggregate(left=Sum("left"))["left"] or 0


def holds(known: Known, product: Product | None) -> bool:
    """Whether the contract's licenses hold `product`; None is any product."""
    return bool(_license_keys(known, product))


def portfolio(known: Known, product: Product | None, prices: PriceList, units: int) -> coverage.Portfolio:
    """What a contract gives to a ticket about `product`: the lines that cover a license of it.

    A line without named licenses covers all of its contract. Of a product that the contract does not hold every line
    is listed: the engine answers that it is not licensed.
    """
    keys = _license_keys(known, product)
    lines = [line for line in known.lines if not keys or not line.licenses or line.licenses & keys]
    return coverage.Portfolio(
        contract=coverage.Contract(
            sold_in=known.sold_in,
            starts_on=known.starts_on,
            ends_on=known.ends_on,
            regions=known.regions,
            is_active=known.gives,
        ),
        entitlements=tuple(
            coverage.Entitlement(line.package, line.starts_on, line.ends_on)
            for line in lines
            if line.starts_on < line.ends_on
        ),
        packages=prices.packages,
        units=units,
    )


def _license_keys(known: Known, product: Product | None) -> set[int]:
    return {key for key, held in known.licenses.items() if product is None or held == product.pk}


def _package(row: Package) -> coverage.Package:
    return coverage.Package(
        code=row.code,
        window=coverage.Window(row.window),
        where=coverage.Where(row.where),
        lifecycles=frozenset(coverage.Lifecycle(name) for name in row.lifecycles),
        needs=frozenset(needed.code for needed in row.needs.all()),
        covers_holidays=row.covers_holidays,
        covers_questions=row.covers_questions,
        offered_to_subscribers=row.offered_to_subscribers,
        pages_at_severity=frozenset(row.pages_at_severity),
        eligible_severities=frozenset(row.eligible_severities),
        minimum_units=row.minimum_units,
    )


def _target_key(row: Package, target: Target) -> tuple[str, int, str]:
    return row.code, target.severity, target.milestone
