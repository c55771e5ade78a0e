"""What the coverage pages ask, and what of it they show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

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
    Offer,
    Outlook,
    WhatIf,
    assess,
    lines_of,
    look_ahead,
    offers,
    standing,
    what_if,
)

Context = dict[str, Any]


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


def asked(question: Question, at: datetime) -> Assessment:
    """What the holdings of the question's organization decide at `at`."""
    return assess(
        contact=question.contact,
        organization=question.organization,
        product=question.version.product if question.version else None,
        version=question.version,
        kind=question.kind,
        severity=question.severity,
        at=at,
    )


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
        "units_url": reverse("units", args=[organization.key]) if may_read_units(user, organization) else "",
    }


def _regions(contracts: list[Contract]) -> list[Region]:
    regions = {contract.sold_in for contract in contracts}
    regions |= {region for contract in contracts for region in contract.additional_regions.all()}
    return sorted(regions, key=lambda region: region.name)


def may_read_units(user: User, organization: Organization) -> bool:
    """Whether `user` reads the statement of an organization's time units: its buyers and every agent."""
    return is_agent(user) or bool(buys_for(user, organization))
