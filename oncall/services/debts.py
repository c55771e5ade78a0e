"""Coverage debt, kept by customer and desk, made anew when something changes; what a change makes is told once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Agent
from catalog.models import Desk, Region
from entitlements.coverage import Span
from entitlements.models import Contract, Package
from oncall import portfolio, rules
from oncall.models import Debt, DebtEvent, Rotation
from oncall.services.alarm import sound


@dataclass(frozen=True)
class Cause:
    """What made the debt be looked at again: a code, what changed, and who changed it."""

    code: str
    what: str = ""
    who: str = ""


def contract_changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it
    """Follow the news that a contract has changed."""
    contract = Contract.objects.filter(pk=key).first()
    if contract is not None:
        recompute(cause=Cause("contract_changed", str(contract)), at=at, organizations=[contract.organization_id])


def calendar_changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it
    """Follow the news that hours, holidays or closures of a region have changed."""
    region = Region.objects.filter(pk=key).first()
    if region is not None:
        sold_there = Contract.objects.filter(sold_in=region).values_list("organization", flat=True)
        recompute(cause=Cause("calendar_changed", region.name), at=at, organizations=set(sold_there))


def package_changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it
    """Follow the news that a package covers other hours than before."""
    package = Package.objects.filter(pk=key).first()
    if package is not None:
        holders = Contract.objects.filter(entitlements__package=package).values_list("organization", flat=True)
        recompute(cause=Cause("package_changed", package.name), at=at, organizations=set(holders))


def rota_changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Follow the news that layers, an override or a swap put somebody else on call."""
    rotation = Rotation.objects.select_related("desk").filter(pk=key).first()
    if rotation is not None:
        cause = Cause(payload["code"], payload["what"], payload["who"])
        recompute(cause=cause, at=at, organizations=_customers([rotation.desk]))


def agent_changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Follow the news that an agent is or is not away, or may or may not log in."""
    agent = Agent.objects.select_related("user").filter(pk=key).first()
    if agent is None:
        return
    named = Q(rotations__layers__members__agent=agent) | Q(rotations__overrides__agent=agent)
    desks = list(Desk.objects.filter(named).distinct())
    if desks:
        recompute(cause=Cause(payload["code"], str(agent)), at=at, organizations=_customers(desks))


def recompute_all(at: datetime) -> None:
    """Look again at every customer: the year ahead goes on, and a change that told nobody is found."""
    recompute(cause=Cause("looked_again"), at=at)


@transaction.atomic
def recompute(*, cause: Cause, at: datetime, organizations: Collection[int] | None = None) -> None:
    """Make the debt of the customers anew, of all unless they are named, and tell what `cause` made.

    Two at once wait for each other, and what was told is kept: no change is told twice.
    """
    rows = Debt.objects.select_for_update().order_by("pk")
    if organizations is not None:
        rows = rows.filter(organization__in=organizations)
    kept = {_place(row): row for row in rows}
    found = portfolio.owed(at, organizations)
    made = [(each, _arisen(each, kept.get(_place(each)), at)) for each in found]
    for each in found:
        _keep(each, kept.pop(_place(each), None), cause, at)
    Debt.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    sound([(each, spans) for each, spans in made if spans], cause=asdict(cause), at=at)


def _customers(desks: Iterable[Desk]) -> set[int]:
    """Who bought something in the regions of `desks`: a desk answers for no other."""
    regions = {desk.region_id for desk in desks}
    return set(Contract.objects.filter(sold_in__in=regions).values_list("organization", flat=True))


def _place(row: Debt | portfolio.Owed) -> tuple[int, int, int]:
    """What one row is kept for: customer and desk, or the region that has none."""
    return row.organization.pk, 0 if row.desk else row.region.pk, row.desk.pk if row.desk else 0


def _arisen(owed: portfolio.Owed, before: Debt | None, at: datetime) -> list[Span]:
    if before is None:
        return owed.spans
    return rules.arisen(portfolio.spans_of(before), owed.spans, at, before.looked_until)


def _keep(owed: portfolio.Owed, before: Debt | None, cause: Cause, at: datetime) -> None:
    facts = {
        "sold_seconds": rules.seconds(owed.sold),
        "seconds": rules.seconds(owed.spans),
        "spans": [[span.starts_at.isoformat(), span.ends_at.isoformat()] for span in owed.spans],
        "made_at": at,
        "looked_until": at + portfolio.AHEAD,
    }
    if before is None:
        Debt.objects.create(organization=owed.organization, region=owed.region, desk=owed.desk, **facts)
        return
    Debt.objects.filter(pk=before.pk).update(**facts)
    if rules.ahead(portfolio.spans_of(before), at) and not owed.spans:
        data = {"cause": asdict(cause)}
        DebtEvent.objects.create(organization=owed.organization, desk=owed.desk, at=at, code="debt_gone", data=data)
