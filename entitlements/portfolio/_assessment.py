"""`assess`: may this be worked at an instant, by whom, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from accounts.models import Contact, Organization
from catalog.models import Product, Region, Version
from common.statements import Statement
from entitlements import coverage
from entitlements.models import Contract
from entitlements.portfolio import _holdings as holdings
from entitlements.portfolio._calendars import calendars_of
from entitlements.portfolio._known import Known
from entitlements.portfolio._known import portfolio as portfolio_known

_REGIONS: Final = Statement(Region.objects.all)
_BEST_FIRST: Final = (
    coverage.Outcome.COVERED_NOW,
    coverage.Outcome.PAYMENT_REQUIRED,
    coverage.Outcome.COVERED_LATER,
    coverage.Outcome.NOT_COVERED,
)
Held = tuple[Contract, Known]


@dataclass(frozen=True)
class Assessment:
    """A decision with all that it was made from.

    `contract` is the one that decides; `contracts` are all that the decision was made from, the newest first: each
    instant of the timeline is given by the one that wins there. `calendars`, `regions` and `calendar_versions` are
    keyed by region code; `targets` holds minutes of covered time by package code, severity and milestone; `names` what
    packages and regions are called, by code.
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
    contracts: Sequence[Contract] = ()

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
    known_at: datetime | None = None,
    window: coverage.Span | None = None,
    booked_units: int = 0,
) -> Assessment:
    """Decide for a request of `contact` for `organization` at `at`; only by the contract with the id `under`, if given.

    `product` None is any licensed product at a supported version. All contracts that hold the product decide together:
    what wins at an instant covers it, whichever contract it stands on. A draft is no contract yet. `known_at` asks
    what had been recorded of the contracts by then, instead of how they stand; prices, packages and calendars are
    those of today. `window` is a booking of a maintenance request, and `booked_units` are those that it holds (R9).
    """
    asked = coverage.Request(
        at=at, kind=coverage.Kind(kind), severity=severity, emergency_confirmed=emergency_confirmed, window=window
    )
    question, paper = _asked(asked, contact, organization, product, version)
    signed = paper.signed
    if organization and known_at is not None:
        signed = _recorded(organization, signed, at=at, known_at=known_at)
    held = [each for each in signed if under is None or each[0].pk == under]
    return question.best(held, units=paper.units + booked_units)


def assess_products(contact: Contact, products: Iterable[Product], *, at: datetime) -> dict[Product, Assessment]:
    """Decide for an ordinary fault of `contact` in each of the products; as many statements as for one."""
    asked = coverage.Request(at=at, severity=ORDINARY)
    question, paper = _asked(asked, contact, contact.organization, None, None)
    return {each: replace(question, product=each).best(paper.signed, units=paper.units) for each in products}


def _asked(
    asked: coverage.Request,
    contact: Contact | None,
    organization: Organization | None,
    product: Product | None,
    version: Version | None,
) -> tuple[_Question, holdings.Paper]:
    """The question, and what the organization has signed."""
    regions: dict[int, Region] = {region.pk: region for region in _REGIONS.rows()}
    paper = holdings.paper(organization, regions, asked.at)
    home = regions.get(contact.home_region_id) if contact and contact.home_region_id else None
    return _Question(asked, home, product, version, regions, paper.prices), paper


def _recorded(
    organization: Organization, signed: Sequence[tuple[Contract, Known]], *, at: datetime, known_at: datetime
) -> list[tuple[Contract, Known]]:
    """The contracts with what was recorded of each by `known_at`."""
    rows = {contract.pk: contract for contract, _ in signed}
    recorded = portfolio_known(organization, at=at, known_at=known_at)
    return [(rows[known.contract], known) for known in recorded if known.contract in rows]


@dataclass(frozen=True)
class _Question:
    """What is asked of each contract in turn, with what does not depend on the contract."""

    request: coverage.Request
    home_region: Region | None
    product: Product | None
    version: Version | None
    regions: Mapping[int, Region]
    prices: holdings.PriceList

    def best(self, held: Sequence[Held], *, units: int) -> Assessment:
        """What those of the contracts answer that hold the product; all of them where none does."""
        if not held:
            return self.answer((), units=0)
        holding = [each for each in held if holdings.holds(each[1], self.product)]
        answers = [self.answer(each, units=units) for each in self.alike(holding or held)]
        return min(answers, key=lambda answer: _BEST_FIRST.index(answer.decision.outcome))

    def alike(self, held: Sequence[Held]) -> Sequence[Sequence[Held]]:
        """The contracts that are asked together.

        That is all of them, but on the day on which the version leaves a stage of its life in one zone and not yet in
        another.
        """
        if len(held) == 1:
            return [held]
        found: dict[coverage.Request, list[Held]] = {}
        for each in held:
            found.setdefault(self._request(each[1]), []).append(each)
        return list(found.values())

    def answer(self, held: Sequence[Held], *, units: int) -> Assessment:
        """What contracts answer together, the newest first; none answers that there is none."""
        known = [each for _, each in held]
        portfolio = coverage.Portfolio(None, (), self.prices.packages)
        if known:
            first, *others = (holdings.portfolio(each, self.product, self.prices, units) for each in known)
            portfolio = replace(first, besides=tuple(others)) if others else first
        concerned = self._concerned(known)
        calendars = calendars_of(concerned.values())
        request = self._request(known[0] if known else None)
        decision = coverage.decide(request, portfolio, calendars)
        contracts = [contract for contract, _ in held]
        return Assessment(
            decision=decision,
            contract=next((each for each in contracts if each.pk == decision.contract), None),
            contracts=contracts,
            request=request,
            portfolio=portfolio,
            calendars=calendars,
            regions=concerned,
            calendar_versions={code: region.calendar_version for code, region in concerned.items()},
            targets=self.prices.targets,
            names={**self.prices.names, **{region.code: region.name for region in self.regions.values()}},
        )

    def _concerned(self, known: Sequence[Known]) -> dict[str, Region]:
        """The regions that a decision can name: sold-in, additional and the contact's own."""
        codes = {self.home_region.code} if self.home_region else set()
        for each in known:
            codes |= {each.sold_in, *each.regions}
        return {region.code: region for region in self.regions.values() if region.code in codes}

    def _request(self, known: Known | None) -> coverage.Request:
        asked = self.request
        lifecycle = coverage.Lifecycle.SUPPORTED
        if known and self.version:
            zones = {region.code: region.tz for region in self.regions.values()}
            today = asked.at.astimezone(zones[known.sold_in]).date()
            lifecycle = coverage.Lifecycle(self.version.lifecycle(today).value)
        return coverage.Request(
            at=asked.at,
            contact_region=self.home_region.code if self.home_region else None,
            lifecycle=lifecycle,
            licensed=known is not None and holdings.holds(known, self.product),
            kind=asked.kind,
            severity=asked.severity,
            emergency_confirmed=asked.emergency_confirmed,
            window=asked.window,
        )
