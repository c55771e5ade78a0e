"""An agent makes a ticket of its own of what a customer wrote in another one."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from common.http import INVALID, Request, shell
from common.refusal import Unable
from tickets import services
from tickets.forms.together import SplitForm
from tickets.models import Reply, Ticket
from tickets.services.splitting import files_of
from tickets.views import once, refusals
from tickets.views.access import agents_only
from tickets.views.workspace import fetch_to_work

DESCRIPTION = "description"


@dataclass(frozen=True)
class Choice:
    """Something that the customer wrote; without a `reply` it is the description."""

    name: str
    author: str
    at: Any
    text: str
    reply: Reply | None = None


@agents_only
def split(request: Request, reference: str) -> HttpResponse:
    """Ask which part; with one, show the new ticket as it will be filed; on POST file it."""
    ticket = fetch_to_work(request, reference)
    choices = _choices(ticket)
    name = request.GET.get("part")
    if not name:
        context = {"ticket": ticket, "choices": choices, "shell": shell(request, "agent")}
        return render(request, "tickets/split_choice.html", context)
    chosen = next((choice for choice in choices if choice.name == name), None)
    if chosen is None:
        raise Http404
    if request.method != "POST":
        return _page(request, ticket, chosen, _form(ticket, chosen))
    form = SplitForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, chosen, form, status=INVALID)
    try:
        return redirect(_split(request, ticket, chosen, form))
    except Unable as refusal:
        form.add_error(None, refusals.words(refusal))
        return _page(request, ticket, chosen, form, status=INVALID)


def _split(request: Request, ticket: Ticket, chosen: Choice, form: SplitForm) -> str:
    """File the part once per token; the address of the new ticket."""
    data = form.cleaned_data
    part = services.Part(subject=data["subject"], text=data["text"], severity=data["severity"], reply=chosen.reply)

    def make() -> str:
        made = services.split(ticket=ticket, part=part, actor=request.user, at=request.at)
        return reverse("tickets:ticket", args=[made.reference])

    return once.filed(request, "subject", "text").reach(make)


def _choices(ticket: Ticket) -> list[Choice]:
    """What the customer wrote in the ticket, oldest first."""
    written = ticket.replies.filter(is_from_vendor=False).select_related("author").order_by("id")
    first = Choice(DESCRIPTION, ticket.requester.name, ticket.filed_at, ticket.description)
    return [first, *(Choice(f"reply-{each.pk}", each.author.name, each.at, each.body, each) for each in written)]


def _form(ticket: Ticket, chosen: Choice) -> SplitForm:
    token = secrets.token_urlsafe(24)
    return SplitForm(initial={"token": token, "severity": ticket.severity, "text": chosen.text})


def _page(request: Request, ticket: Ticket, chosen: Choice, form: SplitForm, *, status: int = 200) -> HttpResponse:
    files = files_of(ticket, chosen.reply)
    context = {"ticket": ticket, "chosen": chosen, "form": form, "files": files, "shell": shell(request, "agent")}
    return render(request, "tickets/split.html", context, status=status)
