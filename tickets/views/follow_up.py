"""What a customer writes about a ticket that is over: a new one that follows it."""

import secrets
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.http import CONFLICT, INVALID, Request, shell
from common.refusal import Unable
from tickets import rules, services
from tickets.forms.customer import ReplyForm
from tickets.models import Ticket
from tickets.views import customer_words, once
from tickets.views.access import refuse_agents
from tickets.views.workspace import fetch
from uploads.fields import brought


@require_http_methods(["GET", "POST"])
@login_required
def follow_up(request: Request, reference: str) -> HttpResponse:
    """Show the form, and file what it says; a ticket that may still be answered is shown instead."""
    found = fetch(request, reference)
    refuse_agents(request, found)
    if request.method == "GET":
        if rules.within_grace(found.resolved_at, found.closed_at, request.at):
            return redirect("tickets:ticket", reference)
        return _page(request, found, _form())
    form = ReplyForm(request.POST, brought(request))
    if not form.is_valid():
        return _page(request, found, form, status=INVALID)
    try:
        return redirect(_filed(request, found, form))
    except Unable as refusal:
        form.add_error(None, customer_words.refusal(refusal))
        return _page(request, found, form, status=INVALID)


def too_late(request: Request, ticket: Ticket, form: ReplyForm) -> HttpResponse:
    """Offer to file what was meant as a reply to a ticket that is over by now; text and files are kept."""
    kept = _form(**{name: form.cleaned_data[name] for name in ("body", "attachments")})
    return _page(request, ticket, kept, status=CONFLICT, is_late=True)


def _form(**initial: Any) -> ReplyForm:
    return ReplyForm(initial={"token": secrets.token_urlsafe(24), **initial})


def _page(
    request: Request, ticket: Ticket, form: ReplyForm, *, status: int = 200, is_late: bool = False
) -> HttpResponse:
    context = {"ticket": ticket, "form": form, "is_late": is_late, "shell": shell(request, "customer")}
    return render(request, "tickets/follow_up.html", context, status=status)


def _filed(request: Request, ticket: Ticket, form: ReplyForm) -> str:
    """File the follow-up once per token; the address where it stands."""
    data = form.cleaned_data

    def make() -> str:
        later = services.follow_up(
            ticket=ticket, requester=request.user, body=data["body"], files=data["attachments"], at=request.at
        )
        return reverse("tickets:ticket", args=[later.reference])

    return once.filed(request, "body").reach(make)
