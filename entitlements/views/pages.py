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
from entitlements.views.asking import Context, asked, changed, sold


@login_required
def coverage_page(request: Request) -> HttpResponse:
    """The reader's coverage; agents get the explorer. `?as_of=` answers for another instant, for agents only."""
    try:
        at = _as_of(request)
    except InstantError as error:
        return render(request, "entitlements/bad_instant.html", {"error": error}, status=400)
    return _explorer(request, at) if is_agent(request.user) else _own(request, at)


def _own(request: Request, at: datetime) -> HttpResponse:
    contacts = list(Contact.objects.of(request.user).select_related("organization", "home_region").order_by("id"))
    named = [contact for contact in contacts if contact.organization.key == request.GET.get("organization")]
    contact = next(iter(named or contacts), None)
    context: Context = {"contacts": contacts, "contact": contact}
    if contact:
        feed = CoverageFeed.objects.visible_to(request.user).open().filter(contact=contact).first()
        context |= {"feed": feed, **_answer(request, Question(contact, contact.organization), at)}
    return render(request, "entitlements/coverage.html", context)


def _explorer(request: Request, at: datetime) -> HttpResponse:
    is_asked = "contact" in request.GET
    form = QuestionForm(
        request.GET if is_asked else None, user=request.user, initial={"as_of": request.GET.get("as_of")}
    )
    context: Context = {"form": form, "at": at, "is_other_instant": at != request.at}
    if form.is_valid():
        context |= {"question": form.question(), **_answer(request, form.question(), at)}
    return render(request, "entitlements/explorer.html", context)


def _answer(request: Request, question: Question, at: datetime) -> Context:
    """What holds for the question: the decision, the days ahead, the promises, what was bought and what if."""
    assessment = asked(question, at)
    return {
        "outlook": look_ahead(assessment, at=at, zone=request.user.zone),
        "responses": first_responses(assessment),
        **(sold(request.user, question.organization, at) if question.organization else {}),
        **changed(request, assessment, at),
    }


def _as_of(request: Request) -> datetime:
    """The instant asked about: `as_of` for agents, else the request's own."""
    text = request.GET.get("as_of", "").strip()
    return instant(text, request.user.zone) if text and is_agent(request.user) else request.at
