"""What another package would change: the same question asked again of a contract that had it. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date
from zoneinfo import ZoneInfo

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
    """What could be added to the contract, in two statements; nothing to a contract that is not active.

    A contract whose term is not running is offered what renews it. A booked window is no offer: it shows nothing before
    it is booked. A package of the contact's region is offered for each region that the contract has not got.
    """
    contract = _decider(assessment).contract
    if contract is None or not contract.is_active:
        return []
    held, is_running = _held(assessment, contract)
    found: list[Offer] = []
    regions = list(Region.objects.exclude(code=contract.sold_in).order_by("name"))
    for row in Package.objects.exclude(window=Package.Window.BOOKED).order_by("position"):
        package = assessment.portfolio.packages[row.code]
        if package.needs and not is_running:
            continue
        if package.where is coverage.Where.CONTACT:
            listed = contract.regions if row.code in held else frozenset()
            found.extend(Offer(row, region) for region in regions if region.code not in listed)
        elif row.code not in held:
            found.append(Offer(row))
    return found


def _decider(assessment: Assessment) -> coverage.Portfolio:
    """What is held, the contract that decides first: a package would be added to it."""
    return assessment.portfolio.led_by(assessment.decision.contract)


def _held(assessment: Assessment, contract: coverage.Contract) -> tuple[frozenset[str], bool]:
    """The packages whose own term runs at the instant of the assessment, and whether the contract's does."""
    calendar = assessment.calendars.get(contract.sold_in)
    zone = ZoneInfo(calendar.zone) if calendar else UTC
    day = assessment.request.at.astimezone(zone).date()
    running = [line.package for line in _decider(assessment).entitlements if _runs(line.starts_on, line.ends_on, day)]
    return frozenset(running), _runs(contract.starts_on, contract.ends_on, day)


def _runs(starts_on: date, ends_on: date | None, day: date) -> bool:
    return starts_on <= day and (ends_on is None or day < ends_on)


def what_if(assessment: Assessment, offer: Offer) -> WhatIf:
    """Ask again with `offer` on the contract for all of its term; what needs nothing renews the contract.

    Both answers are about one and the same ticket: of severity 1, from the region of the offer where it has one, about
    a version that the package covers.
    """
    package = assessment.portfolio.packages[offer.package.code]
    asked = _asked(assessment.request, package, offer.region)
    calendars, regions = dict(assessment.calendars), dict(assessment.regions)
    if offer.region and offer.region.code not in calendars:
        calendars |= calendars_of([offer.region])
        regions[offer.region.code] = offer.region
    then = _paid(asked, package), _with(_decider(assessment), package, offer.region)
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
    widened = replace(contract, regions=contract.regions | {region.code}) if region else contract
    widened = widened if package.needs else replace(widened, ends_on=None)
    added = coverage.Entitlement(package.code, widened.starts_on, widened.ends_on)
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
