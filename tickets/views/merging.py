"""An agent merges a ticket into another one, after reading what that does, and undoes it."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render

from common.http import INVALID, Request, shell
from common.refusal import Unable
from tickets import services
from tickets.forms.together import OtherTicketForm
from tickets.models import Ticket
from tickets.services import merging
from tickets.views import marks, refusals
from tickets.views.access import agents_only
from tickets.views.workspace import fetch_to_work

OFFERED = 8
"""How many other tickets of the customer are offered as targets."""


@agents_only
def merge(request: Request, reference: str) -> HttpResponse:
    """Ask for the target; with one, say what the merge does; on POST do it."""
    source = fetch_to_work(request, reference)
    sends = request.method == "POST"
    form = OtherTicketForm(request.user, request.POST if sends else request.GET or None)
    if not form.is_bound:
        return _page(request, source, form)
    if not form.is_valid():
        return _page(request, source, form, status=INVALID)
    target = form.cleaned_data["ticket"]
    try:
        if sends:
            services.merge(source=source, target=target, actor=request.user, at=request.at)
            return redirect("tickets:ticket", target.reference)
        merging.check(source=source, target=target, actor=request.user)
    except Unable as refusal:
        form.add_error("ticket", refusals.words(refusal))
        return _page(request, source, form, status=INVALID)
    return _page(request, source, form, target=target)


@agents_only
def separation(request: Request, reference: str) -> HttpResponse:
    """Say what undoing the merge of a ticket does; on POST do it."""
    source = fetch_to_work(request, reference)
    made = source.merges.select_related("target", "by").filter(undone_at=None).first()
    if request.method == "POST":
        return _separate(request, source)
    context = {"ticket": source, "made": made, "shell": shell(request, "agent"), "problem": ""}
    return render(request, "tickets/merge_undo.html", context)


def _separate(request: Request, source: Ticket) -> HttpResponse:
    try:
        services.undo_merge(source=source, actor=request.user, at=request.at)
    except Unable as refusal:
        context = {"ticket": source, "made": None, "shell": shell(request, "agent"), "problem": refusals.words(refusal)}
        return render(request, "tickets/merge_undo.html", context, status=INVALID)
    return redirect("tickets:ticket", source.reference)


def _page(
    request: Request, source: Ticket, form: OtherTicketForm, *, target: Ticket | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "ticket": source,
        "form": form,
        "target": target,
        "offered": [] if target else offered(request, source),
        "followers": [],
        "shell": shell(request, "agent"),
    }
    if target:
        readers = {user.pk for user in merging.followers(target)}
        context["followers"] = [user for user in merging.followers(source) if user.pk not in readers]
        context["source_promise"] = marks.next_promise(source, request.at)
        context["target_promise"] = marks.next_promise(target, request.at)
    return render(request, "tickets/merge.html", context, status=status)


def offered(request: Request, ticket: Ticket) -> list[Ticket]:
    """Other open tickets of the same customer that the reader works, the newest first."""
    own = (
        Q(organization=ticket.organization_id)
        if ticket.organization_id
        else Q(organization=None, requester=ticket.requester_id)
    )
    others = Ticket.objects.worked_by(request.user).unfinished().filter(own).exclude(pk=ticket.pk)
    return list(others.select_related("requester").defer("description", "description_html").order_by("-id")[:OFFERED])
