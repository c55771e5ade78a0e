"""Which problem is behind a ticket: chosen on the ticket, and taken back there."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from common.http import INVALID, Request, shell
from common.refusal import Unable
from tickets import services
from tickets.forms.problems import CauseForm
from tickets.models import Ticket
from tickets.views import refusals
from tickets.views.access import agents_only
from tickets.views.workspace import fetch_to_work


@agents_only
def cause(request: Request, reference: str) -> HttpResponse:
    """Ask which problem is behind the ticket; on POST attach it, or with `detach` take it off."""
    ticket = fetch_to_work(request, reference)
    form = CauseForm(request.user, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, ticket, form)
    try:
        if "detach" in request.POST:
            services.detach_from_problem(ticket=ticket, actor=request.user, at=request.at)
        elif form.is_valid():
            services.attach_to_problem(ticket=ticket, problem=form.chosen(), actor=request.user, at=request.at)
        else:
            return _page(request, ticket, form, status=INVALID)
    except Unable as refusal:
        form.add_error(None, refusals.words(refusal))
        return _page(request, ticket, form, status=INVALID)
    return redirect("tickets:ticket", reference)


def _page(request: Request, ticket: Ticket, form: CauseForm, *, status: int = 200) -> HttpResponse:
    context = {"ticket": ticket, "form": form, "problem": ticket.problem, "shell": shell(request, "agent")}
    return render(request, "tickets/cause.html", context, status=status)
