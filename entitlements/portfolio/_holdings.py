"""What an organization holds, read in a fixed number of statements and turned into the engine's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from accounts.models import Organization
from catalog.models import Product, Region
from entitlements import coverage
from entitlements.models import Contract, Entitlement, Package, Target, UnitLot


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


def holds(contract: Contract, product: Product | None) -> bool:
    """Whether the contract's licenses hold `product`; None is any product."""
    return bool(_license_keys(contract, product))


def portfolio(contract: Contract, product: Product | None, prices: PriceList, units: int) -> coverage.Portfolio:
    """What `contract` gives to a ticket about `product`: the lines that cover a license of it.

    A line without named licenses covers all of its contract. Of a product that the contract does not hold every line
    is listed: the engine answers that it is not licensed.
    """
    keys = _license_keys(contract, product)
    lines = [line for line in contract.entitlements.all() if not keys or _covers(line, keys)]
    return coverage.Portfolio(
        contract=_contract(contract),
        entitlements=tuple(_line(line, prices) for line in lines if not _is_empty(line)),
        packages=prices.packages,
        units=units,
    )


def _license_keys(contract: Contract, product: Product | None) -> set[int]:
    return {row.pk for row in contract.licenses.all() if product is None or row.product_id == product.pk}


def _covers(line: Entitlement, keys: set[int]) -> bool:
    named = {row.license_id for row in line.covered_licenses.all()}
    return not named or bool(named & keys)


def _is_empty(line: Entitlement) -> bool:
    return line.terminated_on is not None and line.terminated_on <= line.starts_on


def _line(line: Entitlement, prices: PriceList) -> coverage.Entitlement:
    ends_on: date = line.ends_on if line.terminated_on is None else line.terminated_on
    return coverage.Entitlement(prices.codes[line.package_id], line.starts_on, ends_on)


def _contract(contract: Contract) -> coverage.Contract:
    return coverage.Contract(
        sold_in=contract.sold_in.code,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        regions=frozenset(region.code for region in contract.additional_regions.all()),
        is_active=contract.status == Contract.Status.ACTIVE,
    )


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
