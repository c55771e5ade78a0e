"""`assess`: may this be worked at an instant, by whom, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from accounts.models import Contact, Organization
from catalog.models import Product, Region, Version
from entitlements import coverage
from entitlements.models import Contract
from entitlements.portfolio import _holdings as holdings
from entitlements.portfolio._calendars import calendars_of

_BEST_FIRST: Final = (
    coverage.Outcome.COVERED_NOW,
    coverage.Outcome.COVERED_LATER,
    coverage.Outcome.PAYMENT_REQUIRED,
    coverage.Outcome.NOT_COVERED,
)


@dataclass(frozen=True)
class Assessment:
    """A decision with all that it was made from.

    `calendars`, `regions` and `calendar_versions` are keyed by region code; `targets` holds minutes of covered time by
    package code, severity and milestone; `names` what packages and regions are called, by code.
    """

    decision: coverage.Decision
    contract: Contract | None
    request: coverage.Request
    portfolio: coverage.Portfolio
    calendars: Mapping[str, coverage.Calendar] = field(default_factory=dict)
    regions: Mapping[str, Region] = field(default_factory=dict)
    calendar_versions: dict[str, int] = field(default_factory=dict)
    targets: Mapping[tuple[str, int, str], int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def timeline(self) -> coverage.Timeline:
        """The ticket's covered time, before and after the instant of the decision."""
        return coverage.timeline(self.request, self.portfolio, self.calendars)

    def due_at(self, start: datetime, minutes: int) -> datetime | None:
        """When `minutes` of covered time have passed since `start`; None when there are not so many in ten years."""
        return self.timeline.add(start, minutes * 60)


ORDINARY = 3
"""The severity of a request like most: an emergency is not counted as cover."""


def assess_any(contact: Contact, *, at: datetime) -> Assessment:
    """Decide for an ordinary fault of `contact` in whatever its organization has licensed."""
    return assess(
        contact=contact,
        organization=contact.organization,
        product=None,
        version=None,
        kind=coverage.Kind.BREAK_FIX.value,
        severity=ORDINARY,
        at=at,
    )


def assess(
    *,
    contact: Contact | None,
    organization: Organization | None,
    product: Product | None,
    version: Version | None,
    kind: str,
    severity: int,
    at: datetime,
    emergency_confirmed: bool = False,
    under: int | None = None,
) -> Assessment:
    """Decide for a request of `contact` for `organization` at `at`; only by the contract with the id `under`, if given.

    `product` None is any licensed product at a supported version. Of several contracts the best answer wins: covered
    now, then later, then against payment; of equals the newest contract. A draft is no contract yet.
    """
    asked = coverage.Request(
        at=at, kind=coverage.Kind(kind), severity=severity, emergency_confirmed=emergency_confirmed
    )
    question = _Question.asked(asked, contact=contact, product=product, version=version)
    signed = holdings.contracts_of(organization, question.regions) if organization else []
    contracts = [contract for contract in signed if under is None or contract.pk == under]
    if organization is None or not contracts:
        return question.answer(None, units=0)
    holding = [contract for contract in contracts if holdings.holds(contract, product)]
    units = holdings.units_of(organization, at)
    answers = [question.answer(contract, units=units) for contract in holding or contracts]
    return min(answers, key=lambda answer: _BEST_FIRST.index(answer.decision.outcome))


@dataclass(frozen=True)
class _Question:
    """What is asked of each contract in turn, with what does not depend on the contract."""

    request: coverage.Request
    home_region: Region | None
    product: Product | None
    version: Version | None
    regions: Mapping[int, Region]
    prices: holdings.PriceList

    @classmethod
    def asked(
        cls, request: coverage.Request, *, contact: Contact | None, product: Product | None, version: Version | None
    ) -> _Question:
        regions = {region.pk: region for region in Region.objects.all()}
        home = regions.get(contact.home_region_id) if contact and contact.home_region_id else None
        return cls(request, home, product, version, regions, holdings.price_list())

    def answer(self, contract: Contract | None, *, units: int) -> Assessment:
        """What `contract` answers; None answers that there is none."""
        portfolio = coverage.Portfolio(None, (), self.prices.packages)
        if contract:
            portfolio = holdings.portfolio(contract, self.product, self.prices, units)
        concerned = self._concerned(contract)
        calendars = calendars_of(concerned.values())
        request = self._request(contract)
        return Assessment(
            decision=coverage.decide(request, portfolio, calendars),
            contract=contract,
            request=request,
            portfolio=portfolio,
            calendars=calendars,
            regions=concerned,
            calendar_versions={code: region.calendar_version for code, region in concerned.items()},
            targets=self.prices.targets,
            names={**self.prices.names, **{region.code: region.name for region in self.regions.values()}},
        )

    def _concerned(self, contract: Contract | None) -> dict[str, Region]:
        """The regions that a decision can name: sold-in, additional and the contact's own."""
        keys = {self.home_region.pk} if self.home_region else set()
        if contract:
            keys |= {contract.sold_in_id, *(region.pk for region in contract.additional_regions.all())}
        return {region.code: region for key, region in self.regions.items() if key in keys}

    def _request(self, contract: Contract | None) -> coverage.Request:
        asked = self.request
        lifecycle = coverage.Lifecycle.SUPPORTED
        if contract and self.version:
            today = asked.at.astimezone(contract.sold_in.tz).date()
            lifecycle = coverage.Lifecycle(self.version.lifecycle(today).value)
        return coverage.Request(
            at=asked.at,
            contact_region=self.home_region.code if self.home_region else None,
            lifecycle=lifecycle,
            licensed=contract is not None and holdings.holds(contract, self.product),
            kind=asked.kind,
            severity=asked.severity,
            emergency_confirmed=asked.emergency_confirmed,
        )
