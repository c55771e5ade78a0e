"""What rows of one contract say of it and of its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Organization
from accounts.services.sheets import RowsRefused
from catalog.models import Region
from common.tables import Row
from entitlements import wording
from entitlements.models import Contract, License, Package
from entitlements.services.contract_sheet._cells import MOST_CONTACTS, SaleReading
from entitlements.services.contract_sheet._columns import OF_CONTRACT, OF_LINE


@dataclass(frozen=True)
class ContractFacts:
    """A contract as rows name it; empty values leave what is there."""

    number: str
    organization: Organization | None
    sold_in: Region | None
    starts_on: date | None
    ends_on: date | None
    currency: str
    status: str
    contact_limit: int | None
    licenses: tuple[License, ...]
    regions: tuple[Region, ...]
    partners: tuple[Organization, ...]


@dataclass(frozen=True)
class LineFacts:
    """A line as its row names it; None and empty values leave what is there."""

    number: int
    reference: str
    package: Package | None
    starts_on: date | None
    ends_on: date | None
    is_co_termed: bool | None
    terminated_on: date | None
    price_minor: int | None
    discount_percent: int | None
    covers: tuple[License, ...]
    bundle: str


def read(rows: Sequence[Row]) -> tuple[ContractFacts, list[LineFacts]]:
    """What the rows say; the contract's facts stand in the first, the others repeat them or are silent.

    Raises:
        RowsRefused: with all that cannot be read.
    """
    readings = [SaleReading(row) for row in rows]
    contract = _contract(readings[0])
    currency = contract.currency or _currency_of(contract.number)
    packages = {package.code: package for package in Package.objects.prefetch_related("needs")}
    lines = [line for each in readings if (line := _line(each, currency, packages))]
    _compare(readings)
    wrong = {each.row.number: wording.rules_in_words(each.wrong) for each in readings if each.wrong}
    if wrong:
        raise RowsRefused(wrong)
    return contract, lines


def _contract(row: SaleReading) -> ContractFacts:
    if not row.text("contract"):
        row.note("row_without", column="contract")
    status = row.text("status").lower()
    if status and status not in Contract.Status.values:
        row.note("row_status", text=status)
    return ContractFacts(
        number=row.name("contract"),
        organization=row.one("organization", Organization.objects.all(), "key"),
        sold_in=row.one("sold_in", Region.objects.all(), "code"),
        starts_on=row.day("starts_on"),
        ends_on=row.day("ends_on"),
        currency=row.currency(),
        status=status,
        contact_limit=row.count("contact_limit", most=MOST_CONTACTS),
        licenses=tuple(_licenses(row, "licenses")),
        regions=tuple(row.several("additional_regions", Region.objects.all(), "code")),
        partners=tuple(row.several("partners", Organization.objects.all(), "key")),
    )


def _line(row: SaleReading, currency: str, packages: Mapping[str, Package]) -> LineFacts | None:
    """The line of a row; nothing for a row that is of the contract alone."""
    if not any(row.text(name) for name in OF_LINE):
        return None
    if not row.text("line"):
        row.note("row_line_unnamed", number=row.text("contract"))
    package = packages.get(row.text("package"))
    if row.text("package") and package is None:
        row.note("row_unknown", column="package", text=row.text("package")[:200])
    return LineFacts(
        number=row.row.number,
        reference=row.name("line"),
        package=package,
        starts_on=row.day("line_starts_on"),
        ends_on=row.day("line_ends_on"),
        is_co_termed=row.flag("co_termed"),
        terminated_on=row.day("line_terminated_on"),
        price_minor=row.price(currency),
        discount_percent=row.percent(),
        covers=tuple(_licenses(row, "covers")),
        bundle=row.text("bundle"),
    )


def _licenses(row: SaleReading, name: str) -> list[License]:
    return row.several(name, License.objects.select_related("organization", "product", "sold_in"), "reference")


def _currency_of(number: str) -> str:
    return Contract.objects.filter(number=number).values_list("currency", flat=True).first() or "USD"


def _compare(readings: Sequence[SaleReading]) -> None:
    """Note where a row contradicts the first one, or names a line again."""
    first = readings[0]
    named: set[str] = set()
    for row in readings:
        for name in OF_CONTRACT:
            if row.text(name) and row.text(name) != first.text(name):
                row.note("row_contradicts", column=name, text=row.text(name)[:200], first=first.row.number)
        if row.text("line") in named:
            row.note("row_twice", line=row.text("line")[:60])
        named.update(filter(None, [row.text("line")]))
