"""What an organization holds, read in a fixed number of statements and turned into the engine's values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from accounts.models import Organization
from catalog.models import Product, Region
from common.gathering import Telling, told
from common.statements import Statement
from entitlements import coverage
from entitlements.models import Contract, CoveredLicense, Entitlement, Package, Target, UnitLot
from entitlements.portfolio._known import Known, KnownLine

Facts = Mapping[str, list[dict[str, Any]]]
NOBODY: Final = 0
"""The key of no organization: whoever asks about it reads the price list alone."""
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class PriceList:
    """The packages as the engine sees them, what they are called and what they promise."""

    packages: Mapping[str, coverage.Package]
    codes: Mapping[int, str]
    names: Mapping[str, str]
    targets: Mapping[tuple[str, int, str], int]


def price_list() -> PriceList:
    """Every package, in one statement."""
    return _price_list(_PAPER.about(organization=NOBODY, at=_NEVER))


@dataclass(frozen=True)
class Paper:
    """Every package, what an organization has signed, the newest first, and the time units that it can use (R11)."""

    prices: PriceList
    signed: Sequence[tuple[Contract, Known]] = ()
    units: int = 0


def paper(organization: Organization | None, regions: Mapping[int, Region], at: datetime) -> Paper:
    """What an assessment at `at` reads, in two statements."""
    facts = _PAPER.about(organization=organization.pk if organization else NOBODY, at=at)
    prices = _price_list(facts)
    if organization is None:
        return Paper(prices)
    rows: list[Contract] = _NEWEST.rows(organization=organization.pk)
    for contract in rows:
        contract.sold_in = regions[contract.sold_in_id]
        contract.organization = organization
    units = sum(lot["left"] for lot in facts["lot"])
    return Paper(prices, [(each, _known(each, facts, prices.codes, regions)) for each in rows], units)


def _parts(organization: int, at: datetime) -> list[QuerySet[Any, Any]]:
    """Every package, what stands in the contracts of the organization with this key, and its time units.

    What expired by `at` does not count, swept or not (R11).
    """
    own = {"contract__in": _signed(organization).values("pk")}
    regions, licenses = Contract.additional_regions.through.objects, Contract.licenses.through.objects
    lines = Entitlement.objects.filter(**own)
    return [
        told("package", Package.objects.all(), *_PACKAGE),
        told("need", Package.needs.through.objects.all(), "from_package", "to_package"),
        told("target", Target.objects.all(), "package", "severity", "milestone", "minutes"),
        told("region", regions.filter(**own), "contract", "region"),
        told("license", licenses.filter(**own), "contract", "license", "license__product"),
        told("line", lines, *_LINE),
        told("covered", CoveredLicense.objects.filter(entitlement__in=lines.values("pk")), "entitlement", "license"),
        told("lot", UnitLot.objects.usable(at).filter(account__organization=organization), "left"),
    ]


_PACKAGE: Final = (
    *("pk", "code", "name", "position", "window", "where", "lifecycles", "covers_holidays", "covers_questions"),
    *("offered_to_subscribers", "pages_at_severity", "eligible_severities", "minimum_units"),
)
_LINE: Final = ("pk", "contract", "package", "starts_on", "ends_on", "terminated_on", "price_minor", "discount_percent")
_PAPER: Final = Telling(_parts)


def _signed(organization: int) -> QuerySet[Contract]:
    return Contract.objects.filter(organization=organization).exclude(status=Contract.Status.DRAFT)


_NEWEST: Final = Statement(lambda organization: _signed(organization).order_by("-starts_on", "-pk"))


def _price_list(facts: Facts) -> PriceList:
    rows = sorted(facts["package"], key=lambda row: (row["position"], row["pk"]))
    codes = {row["pk"]: row["code"] for row in rows}
    needs: dict[int, set[str]] = defaultdict(set)
    for need in facts["need"]:
        needs[need["from_package"]].add(codes[need["to_package"]])
    return PriceList(
        packages={row["code"]: _package(row, needs[row["pk"]]) for row in rows},
        codes=codes,
        names={row["code"]: row["name"] for row in rows},
        targets={
            (codes[each["package"]], each["severity"], each["milestone"]): each["minutes"] for each in facts["target"]
        },
    )


def _known(contract: Contract, facts: Facts, codes: Mapping[int, str], regions: Mapping[int, Region]) -> Known:
    """The contract as its rows stand."""

    def own(what: str) -> Iterable[dict[str, Any]]:
        return (row for row in facts[what] if row["contract"] == contract.pk)

    covered: dict[int, set[int]] = defaultdict(set)
    for row in facts["covered"]:
        covered[row["entitlement"]].add(row["license"])
    lines = sorted(own("line"), key=lambda row: int(row["pk"]))
    return Known(
        contract=contract.pk,
        number=contract.number,
        status=contract.status,
        sold_in=contract.sold_in.code,
        starts_on=contract.starts_on,
        ends_on=contract.terminated_on or contract.ends_on,
        currency=contract.currency,
        regions=frozenset(regions[row["region"]].code for row in own("region")),
        licenses={row["license"]: row["license__product"] for row in own("license")},
        lines=tuple(_line(row, codes[row["package"]], covered[row["pk"]]) for row in lines),
    )


def _line(row: Mapping[str, Any], package: str, covered: Iterable[int]) -> KnownLine:
    return KnownLine(
        key=row["pk"],
        package=package,
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=date.fromisoformat(row["terminated_on"] or row["ends_on"]),
        licenses=frozenset(covered),
        price_minor=row["price_minor"],
        discount_percent=row["discount_percent"],
    )


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
            key=known.contract,
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


def _package(row: Mapping[str, Any], needs: Iterable[str]) -> coverage.Package:
    return coverage.Package(
        code=row["code"],
        window=coverage.Window(row["window"]),
        where=coverage.Where(row["where"]),
        lifecycles=frozenset(coverage.Lifecycle(name) for name in row["lifecycles"]),
        needs=frozenset(needs),
        covers_holidays=bool(row["covers_holidays"]),
        covers_questions=bool(row["covers_questions"]),
        offered_to_subscribers=bool(row["offered_to_subscribers"]),
        pages_at_severity=frozenset(row["pages_at_severity"]),
        eligible_severities=frozenset(row["eligible_severities"]),
        minimum_units=row["minimum_units"],
    )
