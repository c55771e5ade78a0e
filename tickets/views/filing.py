"""Filing a ticket: the form, and beside it who will work on it, before anything is filed."""

import secrets
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from catalog.models import Version
from catalog.rules import Ending
from common import markup, previews
from common.http import Request
from common.refusal import Unable
from outbox.services import Earlier
from search import services as search
from search.portfolio import keys_of
from tickets import services, wording
from tickets.forms.filing import SIDE, DecidingForm, FilingForm
from tickets.forms.offers import Offer, offer_to
from tickets.models import Ticket
from tickets.rules import search_group
from tickets.views import customer_words, once, pace
from uploads.fields import brought, rescued

CONFLICT, INVALID = 409, 422
LONGEST_TOKEN = 64


@login_required
def new(request: Request) -> HttpResponse:
    """File a ticket in one POST; with "show" only answer who will work on it."""
    offer = offer_to(request.user, request.at)
    sent = offer.settle(request.POST)
    if request.method != "POST" or "show" in sent:
        return _page(request, FilingForm(offer=offer, initial=_begun(request, sent, offer)))
    form, sent_once = FilingForm(sent, brought(request), offer=offer), _once(request)
    is_valid = form.is_valid()
    if not is_valid or _is_unread(request, form):
        if earlier := sent_once.earlier:
            return _filed_before(request, offer, sent, earlier)
        return _page(request, form, is_review=is_valid, status=200 if is_valid else INVALID)
    try:
        filed = _file(request, form, sent_once)
    except Unable as refusal:
        form.add_error(None, customer_words.refusal(refusal))
        return pace.come_back(_page(request, form, status=pace.status_of(refusal)), refusal)
    return redirect(filed) if isinstance(filed, str) else _filed_before(request, offer, sent, filed)


@require_POST
@login_required
def product(request: Request) -> HttpResponse:
    """Answer the part of the form that follows from the product, after `changed` was chosen, and the decision."""
    offer = offer_to(request.user, request.at)
    sent = typed(offer.settle(request.POST, request.GET.get("changed", "")))
    form = FilingForm(offer=offer, initial=sent)
    context = {"form": form, **panel(request, DecidingForm(sent, offer=offer))}
    return render(request, "tickets/_product_and_decision.html", context)


@require_POST
@login_required
def decision(request: Request) -> HttpResponse:
    """Answer the decision for what is chosen so far: the panel beside the form."""
    form = DecidingForm(request.POST, offer=offer_to(request.user, request.at))
    return render(request, "tickets/_decision_panel.html", panel(request, form))


@require_POST
@login_required
def markdown(request: Request) -> HttpResponse:
    """Show how a text will look: the field that was sent, whatever its name."""
    text = request.POST.get("description") or request.POST.get("body") or ""
    return previews.preview(request, text, markup.html(text))


def _file(request: Request, form: FilingForm, sent_once: once.Once) -> str | Earlier:
    """File the ticket once; the address of the ticket, or what the form filed before."""

    def make() -> str:
        ticket = services.open_ticket(requester=request.user, draft=form.draft(), at=request.at)
        search.ticket_filed(
            token=form.cleaned_data["token"],
            user=request.user,
            group=search_group(ticket.pk),
            kind=ticket.kind,
            product=ticket.product_id,
            at=request.at,
        )
        return reverse("tickets:ticket", args=[ticket.reference])

    return sent_once.reach_unless_made(make)


def _is_unread(request: Request, form: FilingForm) -> bool:
    """Whether an emergency takes other units than its customer has read again: `reviewed` says how many it read."""
    if not form.cleaned_data["emergency_confirmed"]:
        return False
    terms = panel(request, DecidingForm(form.data, offer=form.offer))["emergency"]
    return terms is not None and terms.is_confirmed and request.POST.get("reviewed") != str(terms.units)


def _once(request: Request) -> once.Once:
    return once.filed(request, "subject", "description")


def _filed_before(request: Request, offer: Offer, sent: QueryDict, earlier: Earlier) -> HttpResponse:
    """Lead to the ticket that the form filed; where it says something else by now, ask, and keep what it says."""
    if earlier.is_same:
        return redirect(_once(request).lead_back(earlier))
    anew = {"token": secrets.token_urlsafe(24), once.BESIDES: earlier.answer}
    form = FilingForm(offer=offer, initial={**_begun(request, sent, offer), **anew})
    return _page(request, form, status=CONFLICT, earlier=earlier.answer)


def _page(
    request: Request, form: FilingForm, status: int = 200, *, is_review: bool = False, earlier: str = ""
) -> HttpResponse:
    chosen = form.data if form.is_bound else form.initial
    deciding = (
        DecidingForm({**chosen}, offer=form.offer) if not form.is_bound else DecidingForm(form.data, offer=form.offer)
    )
    shown = panel(request, deciding)
    answers = {"suggestions": _suggestions(request), "asks": "show" in request.POST and shown["is_question"]}
    context = {"form": form, "offer": form.offer, "is_review": is_review, "earlier": earlier, **shown, **answers}
    if is_review:
        context["left"] = shown["emergency"].balance - shown["emergency"].units
    return render(request, "tickets/new.html", context, status=status)


def _suggestions(request: Request) -> list[search.Suggestion]:
    """What may answer before the ticket is filed, for whoever asks without script who will work on it."""
    if "show" not in request.POST:
        return []
    subject, details = request.POST.get("subject", ""), request.POST.get("description", "")
    keys, token = keys_of(request.user, request.at), request.POST.get("token", "")[:LONGEST_TOKEN]
    return search.suggest(subject, details, token=token, user=request.user, keys=keys, at=request.at)


def panel(request: Request, form: DecidingForm) -> dict[str, Any]:
    """What the panel shows: the decision in words, or that something has to be chosen first."""
    if not form.is_valid():
        return {"words": None, "emergency": None, "is_question": False, "leaving": None}
    asked = {name: form.cleaned_data[name] for name in (*SIDE, "kind", "severity")}
    confirmed = form.cleaned_data["emergency_confirmed"]
    made = services.preview(requester=request.user, **asked, at=request.at, emergency_confirmed=confirmed)
    due_at = services.first_due(made, asked["severity"], request.at)
    spelling = wording.spelling()
    return {
        "words": wording.decision_in_words(made.decision, spelling=spelling, zone=request.user.zone, due_at=due_at),
        "emergency": wording.emergency(made, spelling),
        "is_question": asked["kind"] == Ticket.Kind.QUESTION,
        "leaving": _leaving(asked["version"], request),
    }


def _leaving(version: Version | None, request: Request) -> tuple[Version, Ending] | None:
    """The chosen version and when it leaves support, while that is ahead (R8); afterwards the decision says it."""
    today = request.at.astimezone(request.user.zone).date()
    ending = version.ending(today) if version else None
    return (version, ending) if version and ending and not ending.is_over else None


def _begun(request: Request, sent: QueryDict, offer: Offer) -> dict[str, Any]:
    """What stands in a form that is not judged: what was sent with its files, else a first guess."""
    if request.method == "POST":
        return {**typed(sent), **dict(brought(request).lists())}
    return {**_first_guess(offer), "attachments": rescued(request)}


def _first_guess(offer: Offer) -> dict[str, Any]:
    return {
        "version": offer.likely_version(),
        "contact": str(offer.contacts[0].pk) if offer.contacts and not offer.customers else "",
        "kind": Ticket.Kind.BREAK_FIX.value,
        "severity": Ticket.Severity.MINOR.value,
        "token": secrets.token_urlsafe(24),
    }


def typed(data: QueryDict) -> dict[str, Any]:
    """What was typed, as the beginning of a form that is not judged yet."""
    return {name: value for name, value in data.items() if name not in {"csrfmiddlewaretoken", "show"}}
