"""What another package would change: the same question asked again of a contract that had it. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from catalog.models import Region
from entitlements import coverage
from entitlements.models import Package
from entitlements.portfolio._assessment import Assessment
from entitlements.portfolio._calendars import calendars_of
from entitlements.portfolio._promised import FirstResponse, first_response

URGENT = 1
"""What-if asks about the severity that a customer buys after-hours cover for."""


@dataclass(frozen=True)
class Offer:
    """A package that the contract does not have; `region` where it is worked from the contact's region (R7)."""

    package: Package
    region: Region | None = None

    @property
    def key(self) -> str:
        """How an address names it: `everyday-after-hours`, `multi-regional:apac`."""
        return f"{self.package.code}:{self.region.code}" if self.region else self.package.code


@dataclass(frozen=True)
class WhatIf:
    """An assessment as it is and as it would be with `offer`, about the same ticket."""

    offer: Offer
    now: Assessment
    then: Assessment

    @property
    def promises(self) -> tuple[FirstResponse, FirstResponse]:
        """The first response to a ticket of severity 1 filed now, as it is and as it would be."""
        return first_response(self.now, URGENT), first_response(self.then, URGENT)

    @property
    def is_about_old_versions(self) -> bool:
        """Whether it speaks of versions past their standard support."""
        return self.now.request.lifecycle is not coverage.Lifecycle.SUPPORTED


def offers(assessment: Assessment) -> list[Offer]:
    """What could be added to the contract, in two statements: nothing to a contract that is not in force.

    A booked window is no offer: it shows nothing before it is booked. A package of the contact's region is offered for
    each region that the contract has not got.
    """
    contract = assessment.portfolio.contract
    if contract is None or not _is_in_force(assessment, contract):
        return []
    held = {line.package for line in assessment.portfolio.entitlements}
    others = Region.objects.exclude(code__in=contract.regions | {contract.sold_in}).order_by("name")
    found: list[Offer] = []
    for package in Package.objects.exclude(window=Package.Window.BOOKED).order_by("position"):
        if package.where == Package.Where.CONTACT:
            found.extend(Offer(package, region) for region in others)
        elif package.code not in held:
            found.append(Offer(package))
    return found


def what_if(assessment: Assessment, offer: Offer) -> WhatIf:
    """Ask again with `offer` on the contract for all of its term.

    Both answers are about one and the same ticket: of severity 1, from the region of the offer where it has one, about
    a version that the package covers.
    """
    package = assessment.portfolio.packages[offer.package.code]
    asked = _asked(assessment.request, package, offer.region)
    calendars, regions = dict(assessment.calendars), dict(assessment.regions)
    if offer.region and offer.region.code not in calendars:
        calendars |= calendars_of([offer.region])
        regions[offer.region.code] = offer.region
    then = _paid(asked, package), _with(assessment.portfolio, package, offer.region)
    return WhatIf(
        offer,
        now=_again(assessment, asked, assessment.portfolio, calendars, regions),
        then=_again(assessment, *then, calendars, regions),
    )


def _asked(request: coverage.Request, package: coverage.Package, region: Region | None) -> coverage.Request:
    lifecycle = request.lifecycle
    if lifecycle not in package.lifecycles:
        lifecycle = coverage.Lifecycle.SUNSET if coverage.Lifecycle.SUNSET in package.lifecycles else lifecycle
    home = region.code if region else request.contact_region
    return replace(request, severity=URGENT, lifecycle=lifecycle, contact_region=home)


def _paid(request: coverage.Request, package: coverage.Package) -> coverage.Request:
    """An emergency is confirmed: the question is what it gives."""
    return replace(request, emergency_confirmed=package.window is coverage.Window.UNCOVERED)


def _with(held: coverage.Portfolio, package: coverage.Package, region: Region | None) -> coverage.Portfolio:
    contract = held.contract
    if contract is None:
        return held
    added = coverage.Entitlement(package.code, contract.starts_on, contract.ends_on)
    widened = replace(contract, regions=contract.regions | {region.code}) if region else contract
    units = max(held.units, package.minimum_units)
    return replace(held, contract=widened, entitlements=(*held.entitlements, added), units=units)


def _again(
    assessment: Assessment,
    request: coverage.Request,
    portfolio: coverage.Portfolio,
    calendars: Mapping[str, coverage.Calendar],
    regions: Mapping[str, Region],
) -> Assessment:
    decision = coverage.decide(request, portfolio, calendars)
    return replace(
        assessment, decision=decision, request=request, portfolio=portfolio, calendars=calendars, regions=regions
    )


def _is_in_force(assessment: Assessment, contract: coverage.Contract) -> bool:
    calendar = assessment.calendars.get(contract.sold_in)
    if not contract.is_active or calendar is None:
        return False
    starts_at = coverage.midnight(calendar.zone, contract.starts_on)
    ends_at = coverage.midnight(calendar.zone, contract.ends_on) if contract.ends_on else None
    return starts_at <= assessment.request.at and (ends_at is None or assessment.request.at < ends_at)
