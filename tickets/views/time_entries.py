"""The time that agents worked on a ticket."""

import secrets
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from common.http import INVALID, Request, shell
from common.refusal import Unable
from tickets import services
from tickets.forms.handling import TimeForm
from tickets.models import Ticket, TimeEntry
from tickets.views import once, refusals
from tickets.views.access import agents_only
from tickets.views.panel import covered_time
from tickets.views.workspace import fetch_to_work


@dataclass(frozen=True)
class Entered:
    """One entry with its time in words."""

    entry: TimeEntry
    time: str
    may_cancel: bool


@agents_only
def time(request: Request, reference: str) -> HttpResponse:
    """List who worked how long and at what, and enter more."""
    ticket = fetch_to_work(request, reference)
    if request.method != "POST":
        return _page(request, ticket, TimeForm(initial={"token": secrets.token_urlsafe(24)}))
    form = TimeForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, form, INVALID)
    try:
        return redirect(_log(request, ticket, form))
    except Unable as refusal:
        form.add_error(None, refusals.words(refusal))
        return _page(request, ticket, form, INVALID)


@require_POST
@agents_only
def time_cancellation(request: Request, reference: str, number: int) -> HttpResponse:
    """Take an entry out of the sum."""
    ticket = fetch_to_work(request, reference)
    entry = ticket.time_entries.select_related("agent").filter(pk=number).first()
    if entry is None:
        raise Http404
    try:
        services.cancel_time(entry=entry, actor=request.user, at=request.at)
    except Unable as refusal:
        messages.warning(request, refusals.words(refusal))
    return redirect(reverse("tickets:time", args=[reference]))


def _log(request: Request, ticket: Ticket, form: TimeForm) -> str:
    """Enter the time once for each form; the address where it is listed."""
    data = form.cleaned_data

    def make() -> str:
        services.log_time(
            ticket=ticket, agent=request.user.agent, minutes=data["minutes"], what=data["what"], at=request.at
        )
        return reverse("tickets:time", args=[ticket.reference])

    return once.wrote(request, "minutes", "what").reach(make)


def _page(request: Request, ticket: Ticket, form: TimeForm, status: int = 200) -> HttpResponse:
    rows = ticket.time_entries.select_related("agent__user", "cancelled_by").order_by("-id")
    leads = request.user.agent.memberships.filter(desk=ticket.desk_id, is_lead=True).exists()
    entered = [
        Entered(
            each,
            covered_time(each.minutes),
            each.cancelled_at is None and (leads or each.agent_id == request.user.agent.pk),
        )
        for each in rows
    ]
    total = ticket.time_entries.filter(cancelled_at=None).aggregate(sum=Sum("minutes"))["sum"] or 0
    context = {
        "shell": shell(request, "agent"),
        "ticket": ticket,
        "form": form,
        "entered": entered,
        "total": covered_time(total),
    }
    return render(request, "tickets/time.html", context, status=status)
