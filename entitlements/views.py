"""The coverage pages: for a contact what was bought and when it holds, for an agent the explorer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from accounts.models import Contact, Organization
from accounts.querysets import is_agent
from catalog.models import Region
from common.http import Request
from entitlements.forms import InstantError, Question, QuestionForm, instant
from entitlements.models import Contract, Entitlement, UnitAccount
from entitlements.portfolio import Outlook, assess, look_ahead


@dataclass(frozen=True)
class Line:
    """An entitlement as the page shows it; `state` is one of `in_force`, `ahead`, `ended`, `suspended` (R2)."""

    entitlement: Entitlement
    state: str

    @property
    def last_day(self) -> date:
        """The last day of the term; it ends at its midnight."""
        return (self.entitlement.terminated_on or self.entitlement.ends_on) - timedelta(days=1)


@login_required
def coverage_page(request: Request) -> HttpResponse:
    """The reader's coverage; agents get the explorer. `?as_of=` answers for another instant, for agents only."""
    try:
        at = _as_of(request)
    except InstantError as error:
        return render(request, "entitlements/bad_instant.html", {"error": error}, status=400)
    if is_agent(request.user):
        return _explorer(request, at)
    contacts = list(Contact.objects.of(request.user).select_related("organization", "home_region").order_by("id"))
    named = [contact for contact in contacts if contact.organization.key == request.GET.get("organization")]
    contact = next(iter(named or contacts), None)
    context: dict[str, object] = {"contacts": contacts, "contact": contact}
    if contact:
        outlook = _outlook(Question(contact, contact.organization), request, at)
        context |= {"outlook": outlook, **_sold(request, contact.organization, at)}
    return render(request, "entitlements/coverage.html", context)


def _explorer(request: Request, at: datetime) -> HttpResponse:
    form = QuestionForm(request.GET or None, user=request.user)
    context: dict[str, object] = {"form": form, "at": at, "is_other_instant": at != request.at}
    if form.is_valid():
        question = form.question()
        context |= {"question": question, "outlook": _outlook(question, request, at)}
        context |= _sold(request, question.organization, at) if question.organization else {}
    return render(request, "entitlements/explorer.html", context)


def _as_of(request: Request) -> datetime:
    """The instant asked about: `as_of` for agents, else the request's own."""
    asked = request.GET.get("as_of", "").strip()
    return instant(asked, request.user.zone) if asked and is_agent(request.user) else request.at


def _outlook(question: Question, request: Request, at: datetime) -> Outlook:
    assessment = assess(
        contact=question.contact,
        organization=question.organization,
        product=question.version.product if question.version else None,
        version=question.version,
        kind=question.kind,
        severity=question.severity,
        at=at,
    )
    return look_ahead(assessment, at=at, zone=request.user.zone)


def _sold(request: Request, organization: Organization, at: datetime) -> dict[str, object]:
    """What `organization` bought, each line with its state at `at`."""
    contracts = list(
        Contract.objects.visible_to(request.user)
        .filter(organization=organization)
        .select_related("sold_in")
        .prefetch_related("entitlements__package__needs", "licenses__product", "additional_regions")
        .order_by("-starts_on", "number")
    )
    units = UnitAccount.objects.visible_to(request.user).filter(organization=organization).first()
    return {
        "contracts": [(contract, _lines(contract, at)) for contract in contracts],
        "regions": _regions(contracts),
        "units": units.balance if units else 0,
    }


def _lines(contract: Contract, at: datetime) -> list[Line]:
    day = at.astimezone(contract.sold_in.zone).date()
    lines = sorted(contract.entitlements.all(), key=lambda line: (line.package.position, line.starts_on))
    running = {line.package_id for line in lines if _term_state(line, day) == "in_force"}
    active = contract.status == Contract.Status.ACTIVE
    return [Line(line, _state(line, day, running, active=active)) for line in lines]


def _term_state(line: Entitlement, day: date) -> str:
    if day < line.starts_on:
        return "ahead"
    return "in_force" if day < (line.terminated_on or line.ends_on) else "ended"


def _state(line: Entitlement, day: date, running: set[int], *, active: bool) -> str:
    state = _term_state(line, day)
    needs = {package.pk for package in line.package.needs.all()}
    return "suspended" if state == "in_force" and not (active and needs <= running) else state


def _regions(contracts: list[Contract]) -> list[Region]:
    regions = {contract.sold_in for contract in contracts}
    regions |= {region for contract in contracts for region in contract.additional_regions.all()}
    return sorted(regions, key=lambda region: region.name)
