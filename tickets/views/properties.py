"""The properties of a ticket: a form, and where somebody else was quicker both versions beside each other."""

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from common.http import CONFLICT, INVALID, Request, shell
from common.refusal import Unable
from tickets import services
from tickets.forms.offers import offer_on
from tickets.forms.properties import PropertiesForm, beginning
from tickets.models import Ticket
from tickets.views import handled, refusals
from tickets.views.access import agents_only
from tickets.views.workspace import fetch_to_work


class Both(NamedTuple):
    """One property as it was typed and as it stands now."""

    name: str
    typed: str
    stored: str


@agents_only
def properties(request: Request, reference: str) -> HttpResponse:
    """Correct subject, kind, product, version and environment."""
    ticket = fetch_to_work(request, reference)
    offer = offer_on(ticket, request.at)
    if request.method != "POST":
        first = beginning(services.properties_of(ticket))
        return _page(request, ticket, PropertiesForm(offer=offer, kind=ticket.kind, initial=first))
    form = PropertiesForm(request.POST, offer=offer, kind=ticket.kind)
    if not form.is_valid():
        return _page(request, ticket, form, INVALID)
    wanted, seen = form.wanted(), form.cleaned_data["seen"]
    try:
        services.change_properties(ticket=ticket, actor=request.user, wanted=wanted, at=request.at, seen=seen)
    except Unable as refusal:
        form.add_error(None, refusals.words(refusal))
        if refusal.code != "changed_meanwhile":
            return _page(request, ticket, form, INVALID)
        return _conflict(request, fetch_to_work(request, reference), form, wanted)
    return redirect(reverse("tickets:ticket", args=[reference]))


def _conflict(request: Request, ticket: Ticket, form: PropertiesForm, wanted: services.Properties) -> HttpResponse:
    """Show what was typed beside what stands now and who wrote it; sending again takes what was typed."""
    stored = services.properties_of(ticket)
    form.data = {**request.POST.dict(), "seen": stored.mark}
    typed, stands = services.property_words(wanted), services.property_words(stored)
    rows = [
        Both(str(handled.PROPERTIES[name]), handled.said(typed[name]), handled.said(stands[name])) for name in typed
    ]
    last = ticket.events.filter(code="properties_changed").select_related("actor").order_by("id").last()
    return _page(request, ticket, form, CONFLICT, both=rows, last=last)


def _page(request: Request, ticket: Ticket, form: PropertiesForm, status: int = 200, **conflict: Any) -> HttpResponse:
    context = {"shell": shell(request, "agent"), "ticket": ticket, "form": form, "both": [], "last": None, **conflict}
    return render(request, "tickets/properties.html", context, status=status)
