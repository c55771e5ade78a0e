"""The changes that can move promises, each told by its topic. A change that is told twice finds the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from catalog.models import Region
from entitlements import coverage, portfolio
from entitlements.models import Contract, Package
from entitlements.portfolio import pinned
from tickets.models import Basis, PromiseReview, Ticket
from tickets.services import promises
from tickets.services.reviews._finding import Change, Swap, bases_of, notice, open_promises

Cause = PromiseReview.Cause


@transaction.atomic
def calendar_changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Find the promises that a region's new calendar would move, and keep them for review."""
    region = Region.objects.filter(pk=key).first()
    if region is not None:
        notice(_of_calendar(region), at=at)


@transaction.atomic
def contract_changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Find the promises that a contract, as it stands now, would move, and keep them for review."""
    contract = Contract.objects.filter(pk=key).first()
    if contract is not None:
        notice(_of_contract(contract), at=at)


@transaction.atomic
def package_changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Find the promises that a package's new targets would move, and keep them for review."""
    package = Package.objects.filter(pk=key).first()
    if package is not None:
        notice(_of_targets(package), at=at)


def look_again(review: PromiseReview, *, at: datetime) -> None:
    """Find what a change would still move after it was applied: what was counted otherwise meanwhile."""
    topics = {
        Cause.CALENDAR: calendar_changed,
        Cause.CONTRACT: contract_changed,
        Cause.TARGETS: package_changed,
    }
    topics[Cause(review.cause)](key=review.subject, payload={}, at=at)


def _of_calendar(region: Region) -> Change:
    current = portfolio.calendars_of([region])[region.code]
    stale = [
        basis
        for basis in bases_of(open_promises())
        if basis.calendars.get(region.code, current.version) != current.version
    ]
    covers = promises.covers_of(stale)
    change = Change(Cause.CALENDAR, str(region.pk), {"name": region.name, "code": region.code})
    change.facts |= _differences([covers[basis.pk].calendars[region.code] for basis in stale], current, region)
    for basis in stale:
        after = covers[basis.pk].under({region.code: current})
        change.swaps.append(Swap(basis, after))
    return change


def _differences(old: list[coverage.Calendar], new: coverage.Calendar, region: Region) -> dict[str, Any]:
    """Which days became holidays, with their names, which are none any more, and whether other hours changed."""
    closed = sorted({day for each in old for day in new.holidays - each.holidays})
    opened = sorted({day for each in old for day in each.holidays - new.holidays})
    named = dict(region.holidays.filter(on__in=closed).values_list("on", "name"))
    hours = any((each.hours, each.closures, each.openings) != (new.hours, new.closures, new.openings) for each in old)
    return {
        "closed": [[day.isoformat(), named.get(day, "")] for day in closed],
        "opened": [day.isoformat() for day in opened],
        "hours": hours,
    }


def _of_contract(contract: Contract) -> Change:
    change = Change(Cause.CONTRACT, str(contract.pk), {"name": contract.number})
    mine = open_promises().filter(_given_by(contract)).exclude(basis=None)
    keys = sorted(set(mine.order_by().values_list("ticket", flat=True)))
    for ticket in Ticket.objects.filter(pk__in=keys).select_related("contact", "organization").order_by("pk"):
        made = promises.as_filed(ticket)
        for basis in bases_of(mine.filter(ticket=ticket)):
            after = _as_contracted(basis, made)
            if after.key != basis.key:
                change.swaps.append(Swap(basis, after, ticket.pk))
    return change


def _given_by(contract: Contract) -> Q:
    """The tickets that the contract has a part in: all of its organization, but those under another one's partner."""
    of_partners = Q(ticket__contract=contract)
    return of_partners | Q(ticket__organization=contract.organization_id, ticket__partner=None)


def _as_contracted(basis: Basis, made: portfolio.Assessment) -> pinned.Cover:
    """The covered time of the contract as it stands, under the calendars and targets that are pinned already."""
    before = promises.covers_of([basis])[basis.pk]
    calendars, targets = {**made.calendars, **before.calendars}, {**made.targets, **before.targets}
    return pinned.cover(coverage.pins_of(made.timeline), calendars, targets)


def _of_targets(package: Package) -> Change:
    wanted = {(package.code, row.severity, row.milestone): row.minutes for row in package.targets.all()}
    change = Change(Cause.TARGETS, str(package.pk), {"name": package.name})
    bases = bases_of(open_promises())
    covers = promises.covers_of(bases)
    for basis in bases:
        before = covers[basis.pk]
        others = {key: minutes for key, minutes in before.targets.items() if key[0] != package.code}
        after = before.promising({**others, **wanted})
        if after.key != basis.key:
            change.swaps.append(Swap(basis, after))
    return change
