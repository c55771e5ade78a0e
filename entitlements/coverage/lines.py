"""What a contract holds, seen from one ticket: a line for each package, with the terms in which it is in force.

R2, R3: a term runs between local midnights of the sold-in region's zone; a package is in force while its own term, the
contract's term and the packages that it needs are. R7: a package worked from the contact's region counts only where
the contract lists that region and it is not the sold-in one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from entitlements.coverage.algebra import Pair, common, merged
from entitlements.coverage.calendar import Calendar
from entitlements.coverage.instants import DAY, micros, year_start
from entitlements.coverage.values import Contract, Entitlement, Package, Portfolio, Request, Where, Window
from entitlements.coverage.zones import midnight

FOREVER: Final = year_start(10_000) + DAY
"""The end of an open term, in microseconds since 1970; later than every instant."""

UNKNOWN_ZONE: Final = "UTC"
_RANKS: Final = {
    Window.BUSINESS_HOURS: 1,
    Window.BUSINESS_WEEK: 2,
    Window.ALWAYS: 3,
    Window.BOOKED: 4,
    Window.UNCOVERED: 5,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A package on a contract: whose region works it, its own terms, and when it is in force.

    `is_own` says whether that is the contact's own region.
    """

    package: Package
    region: str
    own: tuple[Pair, ...]
    force: tuple[Pair, ...]
    contract: Contract | None = None
    is_own: bool = False

    @property
    def rank(self) -> int:
        """Which line wins where two cover: the lower one."""
        return 0 if self.is_own and self.package.window is Window.BUSINESS_HOURS else _RANKS[self.package.window]


def within(pairs: tuple[Pair, ...], point: int) -> bool:
    """Whether one of the pairs holds the point."""
    return any(start <= point < end for start, end in pairs)


def zone_for(region: str, calendars: Mapping[str, Calendar]) -> str:
    """The zone of a region; UTC for a region that has no calendar."""
    calendar = calendars.get(region)
    return UNKNOWN_ZONE if calendar is None else calendar.zone


def contract_term(contract: Contract, zone: str) -> Pair:
    """The contract's term in microseconds; empty when the contract is not active."""
    start, end = _term(contract.starts_on, contract.ends_on, zone)
    return (start, end if contract.is_active else start)


def lines_for(request: Request, portfolio: Portfolio, calendars: Mapping[str, Calendar]) -> tuple[Line, ...]:
    """The lines that can concern this ticket's contact, of all its contracts, the ones that win first.

    An option needs Gold on its own contract (R2).
    """
    lines = _lines_of(request, portfolio, portfolio.packages, calendars)
    for other in portfolio.besides:
        lines += _lines_of(request, other, portfolio.packages, calendars)
    return tuple(sorted(lines, key=lambda line: line.rank))


def _lines_of(
    request: Request, held: Portfolio, packages: Mapping[str, Package], calendars: Mapping[str, Calendar]
) -> list[Line]:
    contract = held.contract
    if contract is None:
        return []
    zone = zone_for(contract.sold_in, calendars)
    own = _own_terms(held.entitlements, zone)
    term = [contract_term(contract, zone)]
    lines = []
    for code, pairs in own.items():
        package = packages.get(code)
        region = None if package is None else _region(package, contract, request.contact_region)
        if package is not None and region is not None:
            force = _in_force(package, packages, own, frozenset())
            is_own = region == request.contact_region
            lines.append(Line(package, region, tuple(pairs), tuple(common(force, term)), contract, is_own))
    return lines


def waiting_region(request: Request, portfolio: Portfolio) -> str | None:
    """Where an uncovered ticket waits (R16), before, after and between terms too."""
    contract = portfolio.contract
    if contract is None:
        return None
    codes = {entitlement.package for entitlement in portfolio.entitlements}
    for code in codes:
        package = portfolio.packages.get(code)
        if package is None or package.where is not Where.CONTACT or not package.needs <= codes:
            continue
        region = _region(package, contract, request.contact_region)
        if region is not None and request.lifecycle in package.lifecycles:
            return region
    return contract.sold_in


def _region(package: Package, contract: Contract, contact_region: str | None) -> str | None:
    if package.where is Where.SOLD_IN:
        return contract.sold_in
    if contact_region is None or contact_region == contract.sold_in or contact_region not in contract.regions:
        return None
    return contact_region


def _own_terms(entitlements: tuple[Entitlement, ...], zone: str) -> dict[str, list[Pair]]:
    terms: dict[str, list[Pair]] = {}
    for entitlement in entitlements:
        terms.setdefault(entitlement.package, []).append(_term(entitlement.starts_on, entitlement.ends_on, zone))
    return {code: merged(pairs) for code, pairs in terms.items()}


def _in_force(
    package: Package, packages: Mapping[str, Package], own: Mapping[str, list[Pair]], seen: frozenset[str]
) -> list[Pair]:
    """The package's terms within those of all it needs; packages that need each other are never in force."""
    if package.code in seen:
        return []
    pairs = own.get(package.code, [])
    for code in package.needs:
        needed = packages.get(code)
        if needed is None:
            return []
        pairs = common(pairs, _in_force(needed, packages, own, seen | {package.code}))
    return pairs


def _term(starts_on: date, ends_on: date | None, zone: str) -> Pair:
    return _begins(zone, starts_on), FOREVER if ends_on is None else _begins(zone, ends_on)


@lru_cache(maxsize=4096)
def _begins(zone: str, day: date) -> int:
    return micros(midnight(zone, day))
