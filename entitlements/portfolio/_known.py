"""What is known of a contract: as its rows stand, or as a version recorded it, so that the past can be asked again.

Two times count. At `at` something was owed; by `known_at` something was recorded of it. A renewal that is entered late
reaches back, and yet nobody knew of it before. A change of status counts from when it was recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from accounts.models import Organization
from entitlements.models import Contract, ContractVersion, Entitlement
from entitlements.querysets import GIVING


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line: its package by code, its term with the day it truly ends, what it costs, and the licenses it names."""

    key: int
    package: str
    starts_on: date
    ends_on: date
    licenses: frozenset[int]
    price_minor: int
    discount_percent: int


@dataclass(frozen=True, slots=True)
class Known:
    """A contract with its lines; regions by code, `licenses` the product of each by its key.

    `ends_on` is where it truly ends: the day of its termination if it was terminated.
    """

    contract: int
    number: str
    status: str
    sold_in: str
    starts_on: date
    ends_on: date
    currency: str
    regions: frozenset[str]
    licenses: Mapping[int, int]
    lines: tuple[KnownLine, ...]

    @property
    def gives(self) -> bool:
        """Whether it gives on the days of its lines what they promise."""
        return self.status in GIVING


def known_of(contract: Contract, packages: Mapping[int, str]) -> Known:
    """A contract as its rows stand; `packages` are codes by key.

    Asks the database nothing when `sold_in`, regions, licenses and lines with their licenses were fetched with it.
    """
    return Known(
        contract=contract.pk,
        number=contract.number,
        status=contract.status,
        sold_in=contract.sold_in.code,
        starts_on=contract.starts_on,
        ends_on=contract.terminated_on or contract.ends_on,
        currency=contract.currency,
        regions=frozenset(region.code for region in contract.additional_regions.all()),
        licenses={row.pk: row.product_id for row in contract.licenses.all()},
        lines=tuple(_line(line, packages) for line in contract.entitlements.all()),
    )


def portfolio(organization: Organization, *, at: datetime, known_at: datetime) -> list[Known]:
    """What the organization held at `at`, as it was known at `known_at`; the newest first, in two statements.

    A draft is no contract yet. A contract of which nothing was recorded by then was not known; what was recorded before
    versions began is known from the first one on.
    """
    contracts = list(Contract.objects.filter(organization=organization).values_list("pk", flat=True))
    versions: dict[int, list[ContractVersion]] = {key: [] for key in contracts}
    for version in ContractVersion.objects.filter(contract__in=contracts).known_at(known_at):
        versions[version.contract_id].append(version)
    found = [_at(listed, at) for listed in versions.values() if listed]
    signed = [known for known in found if known.status != Contract.Status.DRAFT]
    return sorted(signed, key=lambda known: (known.starts_on, known.contract), reverse=True)


def _at(versions: Sequence[ContractVersion], at: datetime) -> Known:
    """The last version, with the status that it had at `at`; before the first one the status that this one recorded."""
    by_then = [version for version in versions if version.recorded_at <= at] or versions[:1]
    last = versions[-1]
    return replace(load_known(last.contract_id, last.terms), status=by_then[-1].terms["status"])


def _line(line: Entitlement, packages: Mapping[int, str]) -> KnownLine:
    return KnownLine(
        key=line.pk,
        package=packages[line.package_id],
        starts_on=line.starts_on,
        ends_on=line.terminated_on or line.ends_on,
        licenses=frozenset(row.license_id for row in line.covered_licenses.all()),
        price_minor=line.price_minor,
        discount_percent=line.discount_percent,
    )


def dump_known(known: Known) -> dict[str, Any]:
    """A contract as plain JSON values; days as ISO 8601."""
    return {
        "number": known.number,
        "status": known.status,
        "sold_in": known.sold_in,
        "starts_on": known.starts_on.isoformat(),
        "ends_on": known.ends_on.isoformat(),
        "currency": known.currency,
        "regions": sorted(known.regions),
        "licenses": [[key, known.licenses[key]] for key in sorted(known.licenses)],
        "lines": [
            {
                "key": line.key,
                "package": line.package,
                "starts_on": line.starts_on.isoformat(),
                "ends_on": line.ends_on.isoformat(),
                "licenses": sorted(line.licenses),
                "price_minor": line.price_minor,
                "discount_percent": line.discount_percent,
            }
            for line in known.lines
        ],
    }


def load_known(contract: int, stored: Mapping[str, Any]) -> Known:
    """The contract with that key that `dump_known` wrote."""
    return Known(
        contract=contract,
        number=stored["number"],
        status=stored["status"],
        sold_in=stored["sold_in"],
        starts_on=date.fromisoformat(stored["starts_on"]),
        ends_on=date.fromisoformat(stored["ends_on"]),
        currency=stored["currency"],
        regions=frozenset(stored["regions"]),
        licenses=dict(stored["licenses"]),
        lines=tuple(
            KnownLine(
                key=line["key"],
                package=line["package"],
                starts_on=date.fromisoformat(line["starts_on"]),
                ends_on=date.fromisoformat(line["ends_on"]),
                licenses=frozenset(line["licenses"]),
                price_minor=line["price_minor"],
                discount_percent=line["discount_percent"],
            )
            for line in stored["lines"]
        ),
    )
