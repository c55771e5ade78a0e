"""The smallest changes that would make a ticket covered now, each verified by deciding again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from entitlements.coverage.calendar import Calendar
from entitlements.coverage.instants import horizon_after
from entitlements.coverage.lines import zone_for
from entitlements.coverage.reasons import local_day
from entitlements.coverage.values import (
    Change,
    Contract,
    Decision,
    Entitlement,
    Kind,
    Outcome,
    Package,
    Portfolio,
    Request,
    Span,
    Where,
    Window,
)

Decide = Callable[[Request, Portfolio, Mapping[str, Calendar]], Decision]
Candidate = tuple[Change, Request, Portfolio]


def changes(
    request: Request, portfolio: Portfolio, calendars: Mapping[str, Calendar], decision: Decision, again: Decide
) -> tuple[Change, ...]:
    """What would make the request covered now.

    Where a payment is all that is missing, the payment alone; else wait, choose another region of the contract, book a
    window, add a package.
    """
    if decision.outcome is Outcome.PAYMENT_REQUIRED:
        candidates = _payments(request, portfolio, decision.would_cover)
    else:
        candidates = _others(request, portfolio, calendars, decision)
    return tuple(
        change for change, changed, held in candidates if again(changed, held, calendars).outcome is Outcome.COVERED_NOW
    )


def _payments(request: Request, portfolio: Portfolio, due: tuple[Change, ...]) -> Iterator[Candidate]:
    for change in due:
        bought = change.units if change.change == "buy_units" and change.units else 0
        yield change, replace(request, emergency_confirmed=True), replace(portfolio, units=portfolio.units + bought)


def _others(
    request: Request, portfolio: Portfolio, calendars: Mapping[str, Calendar], decision: Decision
) -> Iterator[Candidate]:
    if decision.opens_at is not None:
        yield Change("wait", decision.opens_by, at=decision.opens_at), replace(request, at=decision.opens_at), portfolio
    contract = portfolio.contract
    if contract is None:
        return
    for region in sorted(_regions(portfolio)):
        yield Change("choose_region", region=region), replace(request, contact_region=region), portfolio
    yield from _bookings(request, portfolio)
    day = local_day(zone_for(contract.sold_in, calendars), request.at)
    for package in portfolio.packages.values():
        if package.window not in {Window.BOOKED, Window.UNCOVERED}:
            yield _addition(request, portfolio, contract, package, day)


def _regions(portfolio: Portfolio) -> set[str]:
    contracts = [each.contract for each in (portfolio, *portfolio.besides)]
    return {region for each in contracts if each for region in each.regions | {each.sold_in}}


def _bookings(request: Request, portfolio: Portfolio) -> Iterator[Candidate]:
    if request.kind is not Kind.MAINTENANCE or request.window is not None:
        return
    window = Span(request.at, horizon_after(request.at))
    for package in portfolio.packages.values():
        if package.window is Window.BOOKED:
            change = Change("book_window", package.code, units=package.minimum_units)
            yield change, replace(request, window=window), portfolio


def _addition(request: Request, portfolio: Portfolio, contract: Contract, package: Package, day: date) -> Candidate:
    """The portfolio with the package from the local day of the request; what needs nothing renews the contract."""
    region = request.contact_region if package.where is Where.CONTACT else None
    added = Entitlement(package.code, day, ends_on=None)
    widened = replace(contract, regions=contract.regions | {region}) if region else contract
    if not package.needs:
        widened = replace(widened, starts_on=min(contract.starts_on, day), ends_on=None)
    held = replace(portfolio, contract=widened, entitlements=(*portfolio.entitlements, added))
    return Change("add_package", package.code, region=region), request, held
