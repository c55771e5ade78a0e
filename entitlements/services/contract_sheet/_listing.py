"""What the export of contracts says: what an import of it would find as it is."""

from collections.abc import Iterator, Sequence

from common import money
from entitlements.models import Contract, Entitlement

AT_ONCE = 200
"""Contracts that are read together."""
_PARTS = (
    "additional_regions", "licenses", "partners", "entitlements__package", "entitlements__bundle",
    "entitlements__covered_licenses",
)  # fmt: skip


def rows() -> Iterator[Sequence[object]]:
    """A row for each line, in the order of contracts and terms; a contract without lines has one."""
    listed = Contract.objects.select_related("organization", "sold_in").order_by("number")
    for contract in listed.prefetch_related(*_PARTS).iterator(chunk_size=AT_ONCE):
        facts = _contract(contract)
        lines = sorted(contract.entitlements.all(), key=lambda line: (line.starts_on, line.package.position, line.pk))
        for line in lines:
            yield [*facts, *_line(contract, line)]
        if not lines:
            yield [*facts, *[None] * 10]


def _contract(contract: Contract) -> list[object]:
    return [
        contract.number,
        contract.organization.key,
        contract.sold_in.code,
        contract.starts_on,
        contract.ends_on,
        contract.currency,
        contract.status,
        contract.contact_limit,
        _several(row.reference for row in contract.licenses.all()),
        _several(region.code for region in contract.additional_regions.all()),
        _several(partner.key for partner in contract.partners.all()),
    ]


def _line(contract: Contract, line: Entitlement) -> list[object]:
    references = {row.pk: row.reference for row in contract.licenses.all()}
    covered = {row.license_id for row in line.covered_licenses.all()}
    return [
        line.reference,
        line.package.code,
        line.starts_on,
        line.ends_on,
        "yes" if line.is_co_termed else "no",
        line.terminated_on,
        money.amount(line.price_minor, contract.currency),
        line.discount_percent,
        "" if covered == set(references) else _several(references.get(key, "") for key in covered),
        line.bundle.code if line.bundle else "",
    ]


def _several(names: Iterator[str]) -> str:
    return "; ".join(sorted(filter(None, names)))
