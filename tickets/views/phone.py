"""Phone intake: find the caller, make sure who it is, see what covers it, log the ticket."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Contact
from accounts.permissions import leads
from common.http import INVALID, Request, sought
from common.refusal import Unable
from tickets import services
from tickets.forms.filing import DecidingForm
from tickets.forms.offers import Offer, offer_for
from tickets.forms.phone import CallForm, OverrideForm, PinForm
from tickets.models import Ticket
from tickets.views import callers, customer_words, once
from tickets.views.access import agents_only
from tickets.views.filing import panel, typed

NOTHING_SAID = {"words": None, "emergency": None, "is_question": False, "leaving": None}


@agents_only
def phone(request: Request) -> HttpResponse:
    """Find who calls; who is the only one is taken at once, unless the list is asked while typing."""
    text = sought(request)
    found = callers.find(request.user, text)
    if request.htmx:
        return render(request, "tickets/_callers.html", {"found": found, "text": text})
    if found.only:
        return redirect("tickets:call", pk=found.only.pk)
    return render(request, "tickets/phone.html", {"found": found, "text": text})


@agents_only
def call(request: Request, pk: int) -> HttpResponse:
    """Log the ticket of a call; with "show" only answer who will work on it."""
    contact = callers.caller(request, pk)
    is_known = callers.is_known(request, contact)
    offer = offer_for(contact, request.at, is_known=is_known)
    if request.method != "POST":
        return _page(request, contact, CallForm(offer=offer, is_known=is_known, initial=_first_guess(offer)))
    sent = offer.settle(request.POST)
    if "show" in sent:
        return _page(request, contact, CallForm(offer=offer, is_known=is_known, initial=typed(sent)))
    form = CallForm(sent, request.FILES, offer=offer, is_known=is_known)
    if not form.is_valid():
        return _page(request, contact, form, status=INVALID)
    try:
        return _logged(request, contact, form)
    except Unable as refusal:
        form.add_error(None, customer_words.refusal(refusal))
        return _page(request, contact, form, status=INVALID)


@require_POST
@agents_only
def call_product(request: Request, pk: int) -> HttpResponse:
    """Answer the part of the form that follows from the product, and the decision."""
    contact = callers.caller(request, pk)
    is_known = callers.is_known(request, contact)
    offer = offer_for(contact, request.at, is_known=is_known)
    sent = typed(offer.settle(request.POST, request.GET.get("changed", "")))
    form = CallForm(offer=offer, is_known=is_known, initial=sent)
    return render(request, "tickets/_product_and_decision.html", _context(request, contact, form))


@require_POST
@agents_only
def call_decision(request: Request, pk: int) -> HttpResponse:
    """Answer the decision for what is chosen so far, once the caller is known."""
    contact = callers.caller(request, pk)
    is_known = callers.is_known(request, contact)
    form = DecidingForm(request.POST, offer=offer_for(contact, request.at, is_known=is_known))
    shown = panel(request, form) if is_known else NOTHING_SAID
    return render(request, "tickets/_decision_panel.html", shown)


def _logged(request: Request, contact: Contact, form: CallForm) -> HttpResponse:
    """Log the ticket once per token. Of a caller who is not known no ticket is opened on the screen."""
    reference = once.filed(request, "subject", "description").reach(lambda: _log(request, contact, form))
    if callers.is_known(request, contact):
        callers.hang_up(request)
        return redirect("tickets:ticket", reference=reference)
    warning = _("%(reference)s is logged. Say nothing about the organization: the caller is not known.")
    messages.warning(request, warning % {"reference": reference})
    return redirect("tickets:phone")


def _log(request: Request, contact: Contact, form: CallForm) -> str:
    """File the ticket for the caller; an agent who could not read it otherwise follows it."""
    ticket = services.open_ticket(requester=contact.user, draft=form.draft(), at=request.at, by=request.user)
    if not Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists():
        services.watch(ticket=ticket, person=request.user, actor=request.user, at=request.at)
    return ticket.reference


def _page(request: Request, contact: Contact, form: CallForm, status: int = 200) -> HttpResponse:
    context = {
        **_context(request, contact, form),
        "pin_form": PinForm(),
        "override_form": OverrideForm(),
        "is_lead": leads(request.user),
    }
    return render(request, "tickets/call.html", context, status=status)


def _context(request: Request, contact: Contact, form: CallForm) -> dict[str, Any]:
    """The form, and the decision for what it says; nothing of the organization before the caller is known."""
    chosen = form.data if form.is_bound else {**form.initial}
    shown = panel(request, DecidingForm(chosen, offer=form.offer)) if form.is_known else NOTHING_SAID
    product_url = reverse("tickets:call-product", args=[contact.pk])
    return {"contact": contact, "form": form, "is_known": form.is_known, "product_url": product_url, **shown}


def _first_guess(offer: Offer) -> dict[str, Any]:
    return {
        "version": offer.likely_version(),
        "kind": Ticket.Kind.BREAK_FIX.value,
        "severity": Ticket.Severity.MINOR.value,
        "token": secrets.token_urlsafe(24),
    }
