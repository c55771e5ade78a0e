"""The coverage page: a contact's own, or the explorer in which an agent asks for anybody."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from accounts.models import Contact
from accounts.querysets import is_agent
from common.http import Request
from entitlements.forms import InstantError, Question, QuestionForm, instant
from entitlements.models import CoverageFeed
from entitlements.portfolio import first_responses, look_ahead
from entitlements.views.asking import Context, asked, by_product, changed, recorded, sold


@login_required
def coverage_page(request: Request) -> HttpResponse:
    """The reader's coverage; agents get the explorer.

    `?as_of=` answers for another instant, `?known_at=` by what had been recorded until then: for agents only.
    """
    try:
        at, known_at = _instant(request, "as_of"), _instant(request, "known_at")
    except InstantError as error:
        return render(request, "entitlements/bad_instant.html", {"error": error}, status=400)
    if is_agent(request.user):
        return _explorer(request, at or request.at, known_at)
    return _own(request, request.at)


def _own(request: Request, at: datetime) -> HttpResponse:
    contacts = list(Contact.objects.of(request.user).select_related("organization", "home_region").order_by("id"))
    named = [contact for contact in contacts if contact.organization.key == request.GET.get("organization")]
    contact = next(iter(named or contacts), None)
    context: Context = {"contacts": contacts, "contact": contact}
    if contact:
        feed = CoverageFeed.objects.visible_to(request.user).open().filter(contact=contact).first()
        context |= {"feed": feed, **_answer(request, Question(contact, contact.organization), at, None)}
    return render(request, "entitlements/coverage.html", context)


def _explorer(request: Request, at: datetime, known_at: datetime | None) -> HttpResponse:
    is_asked, is_other = "contact" in request.GET, at != request.at
    typed = {name: request.GET.get(name) for name in ("as_of", "known_at")}
    form = QuestionForm(request.GET if is_asked else None, user=request.user, initial=typed)
    context: Context = {"form": form, "at": at, "is_other_instant": is_other, "known_at": known_at}
    if form.is_valid():
        recorded_by = known_at or (request.at if is_other else None)
        question = form.question()
        context |= {"question": question, **_answer(request, question, at, recorded_by)}
        context["known"] = recorded(question, at, recorded_by) if recorded_by else None
    return render(request, "entitlements/explorer.html", context)


def _answer(request: Request, question: Question, at: datetime, known_at: datetime | None) -> Context:
    """What holds for the question: the decision, the days ahead, the promises, what was bought and what if."""
    assessment = asked(question, at, known_at)
    held = sold(request.user, question.organization, at) if question.organization else {}
    zone, contracts = request.user.zone, [] if known_at else held.get("contracts", [])
    return {
        "outlook": look_ahead(assessment, at=at, zone=zone),
        "responses": first_responses(assessment),
        "by_product": by_product(question, contracts, at, zone),
        **held,
        **changed(request, assessment, at),
    }


def _instant(request: Request, name: str) -> datetime | None:
    """The instant that an agent names in the query; None for anybody else, and where none is named."""
    text = request.GET.get(name, "").strip()
    return instant(text, request.user.zone) if text and is_agent(request.user) else None
