"""The tags of a ticket; agents alone see them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from common.http import INVALID, Request, shell
from common.refusal import Unable
from tickets import services
from tickets.forms.handling import TagForm
from tickets.models import Ticket
from tickets.views import refusals
from tickets.views.access import agents_only
from tickets.views.workspace import fetch_to_work


@agents_only
def tags(request: Request, reference: str) -> HttpResponse:
    """Put words on the ticket, or take the one off whose button was pressed."""
    ticket = fetch_to_work(request, reference)
    if request.method != "POST":
        return _page(request, ticket, TagForm())
    if "remove" in request.POST:
        return _change(request, ticket, TagForm(), remove=request.POST.getlist("remove"))
    form = TagForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, form, INVALID)
    return _change(request, ticket, form, add=form.cleaned_data["add"])


def _change(request: Request, ticket: Ticket, form: TagForm, **words: list[str]) -> HttpResponse:
    try:
        services.tag(ticket=ticket, actor=request.user, at=request.at, **words)
    except Unable as refusal:
        if form.is_bound:
            form.add_error("add", refusals.words(refusal))
        return _page(request, ticket, form, INVALID, refused="" if form.is_bound else refusals.words(refusal))
    return redirect(reverse("tickets:ticket", args=[ticket.reference]))


def _page(request: Request, ticket: Ticket, form: TagForm, status: int = 200, *, refused: str = "") -> HttpResponse:
    standing = set(ticket.tags.values_list("name", flat=True))
    context: dict[str, Any] = {
        "shell": shell(request, "agent"),
        "ticket": ticket,
        "form": form,
        "refused": refused,
        "standing": sorted(standing),
        "known": [name for name in services.known_tags() if name not in standing],
    }
    return render(request, "tickets/tags.html", context, status=status)
