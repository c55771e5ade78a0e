"""Sending a diagnostic bundle: a file of up to 2 GB that goes to the other side as a reply, and expires."""

import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from common.http import INVALID, Request, shell
from common.refusal import Unable
from tickets import permissions, services
from tickets.forms.files import BundleForm
from tickets.models import Ticket
from tickets.services.files import BUNDLE
from tickets.views import customer_words, once, refusals
from tickets.views.access import side_of
from tickets.views.workspace import fetch
from uploads.fields import brought
from uploads.services import is_on


@login_required
def new(request: Request, reference: str) -> HttpResponse:
    """Show the form; a POST adds the bundle to the conversation, once for each form."""
    ticket = fetch(request, reference)
    if not permissions.may_write(request.user, ticket):
        raise PermissionDenied(str(customer_words.WORDS["forbidden"]))
    if request.method != "POST":
        return _page(request, ticket, BundleForm(initial={"token": secrets.token_urlsafe(24)}))
    form = BundleForm(request.POST, brought(request, "bundle", purpose=BUNDLE))
    if not form.is_valid():
        return _page(request, ticket, form, status=INVALID)
    try:
        return redirect(_send(request, ticket, form))
    except Unable as refusal:
        say = refusals.words if side_of(request, ticket) == "agent" else customer_words.refusal
        form.add_error(None, say(refusal))
        return _page(request, ticket, form, status=INVALID)


def _send(request: Request, ticket: Ticket, form: BundleForm) -> str:
    """Send the bundle once per token; the address of the ticket where it stands."""
    data = form.cleaned_data

    def make() -> str:
        services.reply(ticket=ticket, author=request.user, body=data["body"], files=data["bundle"], at=request.at)
        return f"{reverse('tickets:ticket', args=[ticket.reference])}#latest"

    return once.wrote(request).reach(make)


def _page(request: Request, ticket: Ticket, form: BundleForm, status: int = 200) -> HttpResponse:
    context = {
        "ticket": ticket,
        "form": form,
        "days": settings.BUNDLE_DAYS,
        "is_scanned": is_on(),
        "shell": shell(request, side_of(request, ticket)),
    }
    return render(request, "tickets/bundle_new.html", context, status=status)
