"""What the coverage pages ask, and what of it they show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from accounts.models import Organization, User
from accounts.permissions import buys_for
from accounts.querysets import is_agent
from catalog.models import Region
from common.http import Request
from entitlements.forms import Question
from entitlements.models import Contract
from entitlements.portfolio import (
    Assessment,
    FirstResponse,
    Known,
    KnownLine,
    Offer,
    Outlook,
    WhatIf,
    assess,
    assess_products,
    days_shown,
    lines_of,
    look_ahead,
    names,
    offers,
    portfolio,
    standing,
    what_if,
)

Context = dict[str, Any]
Hours = list[tuple[str, float]]
"""Products by name, with their covered seconds."""
MANY = 2


@dataclass(frozen=True)
class Difference:
    """What an offer would change in the days shown, and for a ticket of severity 1 filed now."""

    asked: WhatIf
    now: Outlook
    then: Outlook
    promise_now: FirstResponse
    promise_then: FirstResponse

    @property
    def gained(self) -> float:
        """The seconds of covered time that the days shown would have more."""
        return self.then.seconds - self.now.seconds

    @property
    def sooner(self) -> float | None:
        """By how many seconds the promise would be due sooner; None when either is not due at all."""
        if self.promise_now.due_at is None or self.promise_then.due_at is None:
            return None
        return (self.promise_now.due_at - self.promise_then.due_at).total_seconds()


def asked(question: Question, at: datetime, known_at: datetime | None = None) -> Assessment:
    """What the holdings of the question's organization decide at `at`, by what had been recorded at `known_at`."""
    return assess(
        contact=question.contact,
        organization=question.organization,
        product=question.version.product if question.version else None,
        version=question.version,
        kind=question.kind,
        severity=question.severity,
        at=at,
        known_at=known_at,
    )


def recorded(question: Question, at: datetime, known_at: datetime) -> list[tuple[Known, list[tuple[str, KnownLine]]]]:
    """The contracts of the question's organization as recorded by `known_at`, each line with its package's name."""
    if question.organization is None:
        return []
    called = names()
    held = portfolio(question.organization, at=at, known_at=known_at)
    return [(known, [(called.get(line.package, line.package), line) for line in known.lines]) for known in held]


def changed(request: Request, assessment: Assessment, at: datetime) -> Context:
    """The packages that could be added, and what the one named by `?what_if=` would change.

    `kept` is what else the address says; `trials` are the addresses of the offers by their keys.
    """
    kept = [(name, value) for name, value in request.GET.items() if name != "what_if"]
    offered = offers(assessment)
    chosen = next((offer for offer in offered if offer.key == request.GET.get("what_if")), None)
    difference = _difference(assessment, chosen, request, at) if chosen else None
    trials = {offer.key: f"?{urlencode([*kept, ('what_if', offer.key)])}#what-if" for offer in offered}
    return {"offers": offered, "chosen": chosen, "difference": difference, "kept": kept, "trials": trials}


def _difference(assessment: Assessment, offer: Offer, request: Request, at: datetime) -> Difference:
    question = what_if(assessment, offer)
    now, then = (
        look_ahead(each, at=at, zone=request.user.zone, key=key)
        for each, key in ((question.now, "as-it-is"), (question.then, "as-it-would-be"))
    )
    return Difference(question, now, then, *question.promises)


def sold(user: User, organization: Organization, at: datetime) -> Context:
    """What `organization` bought, each line with its state at `at`."""
    contracts = list(
        Contract.objects.visible_to(user)
        .filter(organization=organization)
        .select_related("sold_in")
        .prefetch_related("entitlements__package__needs", "licenses__product", "additional_regions")
        .order_by("-starts_on", "number")
    )
    return {
        "contracts": [(contract, lines_of(contract, at)) for contract in contracts],
        "regions": _regions(contracts),
        "units": standing(organization, at).left,
        **_addresses(user, organization),
    }


def by_product(question: Question, contracts: Iterable[tuple[Contract, Any]], at: datetime, zone: ZoneInfo) -> Hours:
    """How much of the days shown is covered for a ticket about each product, where that differs; else nothing."""
    products = {row.product for contract, _lines in contracts for row in contract.licenses.all()}
    if question.contact is None or question.version is not None or len(products) < MANY:
        return []
    days = days_shown(at, zone)
    found = [
        (product.name, made.timeline.between(days.starts_at, days.ends_at))
        for product, made in assess_products(question.contact, products, at=at).items()
    ]
    return sorted(found) if len({seconds for _name, seconds in found}) > 1 else []


def _addresses(user: User, organization: Organization) -> Context:
    """Where the reader reads more of what was sold; nothing for who may not."""
    reads = may_read_units(user, organization)
    return {f"{name}_url": reverse(name, args=[organization.key]) if reads else "" for name in ("units", "contracts")}


def _regions(contracts: list[Contract]) -> list[Region]:
    regions = {contract.sold_in for contract in contracts}
    regions |= {region for contract in contracts for region in contract.additional_regions.all()}
    return sorted(regions, key=lambda region: region.name)


def may_read_units(user: User, organization: Organization) -> bool:
    """Whether `user` reads the statement of an organization's time units: its buyers and every agent."""
    return is_agent(user) or bool(buys_for(user, organization))
