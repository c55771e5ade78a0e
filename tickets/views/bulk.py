"""The bulk bar of the queue: one act for all chosen tickets, and what became of each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import Agent
from catalog.models import Desk
from common.http import Request, digest, local
from common.refusal import Unable
from outbox.services import submit_once
from tickets import services
from tickets.forms.bulk import BulkDraft, BulkForm
from tickets.models import Macro, Ticket
from tickets.services.bulk import Change, Outcome
from tickets.views import refusals
from tickets.views.access import agents_only
from tickets.views.queue_options import choices

LAST = "bulk"
"""Where a session keeps what became of the last bulk act."""
NOT_THERE = "not_there"


@agents_only
def bulk(request: Request) -> HttpResponse:
    """Do one act to all chosen tickets, each by itself; then say which were refused and why."""
    if request.method != "POST":
        return _told(request)
    form = BulkForm(request.POST)
    offered = choices(request.user, {}).rows
    form.offer(offered["assignee"], offered["macro"])
    back = local(request, request.POST.get("next", "")) or reverse("tickets:queue")
    if not form.is_valid():
        messages.warning(request, str(refusals.WORDS["nothing_to_do"]))
        return redirect(back)
    owner, token = f"user:{request.user.pk}", form.cleaned_data["token"]
    draft = form.draft(request.POST.getlist("row"))
    try:
        made = submit_once(
            owner=owner, token=token, at=request.at, make=lambda: _done(request, draft, back), said=digest(request)
        )
    except Unable as refusal:
        messages.warning(request, refusals.words(refusal))
        return redirect(back)
    return redirect(made)


def _done(request: Request, draft: BulkDraft, back: str) -> str:
    """Do it, keep what became of it in the session, and answer where to read that."""
    found = Ticket.objects.visible_to(request.user).filter(reference__in=draft.rows).select_related("assignee__user")
    tickets = list(found)
    rows = [(ticket, draft.rows[ticket.reference]) for ticket in tickets]
    missing = [(reference, NOT_THERE) for reference in draft.rows.keys() - {ticket.reference for ticket in tickets}]
    outcome = services.change_each(rows=rows, change=ACTS[draft.act](request, draft, tickets)) if rows else Outcome()
    refused = [*((ticket.reference, refusal.code) for ticket, refusal in outcome.refused), *missing]
    if not draft.rows:
        raise services.UnableToChangeMany("nothing_chosen")
    done = ngettext("%(count)d ticket changed.", "%(count)d tickets changed.", outcome.done) % {"count": outcome.done}
    if not refused:
        messages.success(request, done)
        return back
    request.session[LAST] = {"done": done, "refused": sorted(refused), "back": back}
    return reverse("tickets:queue-bulk")


def _told(request: Request) -> HttpResponse:
    """Say what became of the last bulk act: what was refused, why, and how those tickets stand now."""
    last = request.session.get(LAST)
    if last is None:
        return redirect("tickets:queue")
    named = [reference for reference, _code in last["refused"]]
    found = Ticket.objects.visible_to(request.user).filter(reference__in=named).select_related("assignee__user")
    tickets = {ticket.reference: ticket for ticket in found.with_last_actor()}
    lines = [
        {"reference": reference, "ticket": tickets.get(reference), "why": refusals.WORDS.get(code, refusals.OTHER)}
        for reference, code in last["refused"]
    ]
    return render(request, "tickets/bulk.html", {"done": last["done"], "lines": lines, "back": last["back"]})


def _assign(request: Request, draft: BulkDraft, tickets: list[Ticket]) -> Change:
    """Give each ticket to an agent of its desk, to the reader, or to nobody."""
    people = _people(tickets)

    def change(ticket: Ticket, edit: int) -> None:
        agent = _assignee(request, draft.value, people.get(ticket.desk_id or 0, {}))
        services.assign(ticket=ticket, actor=request.user, assignee=agent, at=request.at, edit=edit)

    return change


def _assignee(request: Request, value: str, people: dict[int, Agent]) -> Agent | None:
    """Whom a ticket of a desk with these `people` goes to.

    Raises:
        UnableToAssign: when the agent does not work at the desk.
    """
    if value == "nobody":
        return None
    own = request.user.agent
    agent = own if value == str(own.pk) else people.get(int(value))
    if agent is None:
        raise services.UnableToAssign("not_at_the_desk")
    return agent


def _people(tickets: list[Ticket]) -> dict[int, dict[int, Agent]]:
    """The agents of the tickets' desks who may log in, by desk and key."""
    desks = Desk.objects.filter(pk__in={ticket.desk_id for ticket in tickets})
    return {
        desk.pk: {place.agent_id: place.agent for place in desk.memberships.all() if place.agent.user.is_active}
        for desk in desks.prefetch_related("memberships__agent__user")
    }


def _set_status(request: Request, draft: BulkDraft, _tickets: list[Ticket]) -> Change:
    def change(ticket: Ticket, edit: int) -> None:
        same: dict[str, Any] = {"ticket": ticket, "actor": request.user, "at": request.at, "edit": edit}
        if draft.value == Ticket.Status.RESOLVED:
            services.resolve(**same)
        else:
            services.change_status(status=draft.value, waiting_for=draft.waiting_for, **same)

    return change


def _tag(request: Request, draft: BulkDraft, _tickets: list[Ticket]) -> Change:
    """Put the words on every ticket, or take them off; no edit outdates a tag."""

    def change(ticket: Ticket, _edit: int) -> None:
        if not draft.words:
            raise services.UnableToTag("bad_tag")
        services.tag(ticket=ticket, actor=request.user, **{draft.value: draft.words}, at=request.at)

    return change


def _apply_macro(request: Request, draft: BulkDraft, _tickets: list[Ticket]) -> Change:
    macro = Macro.objects.visible_to(request.user).get(pk=draft.value)
    return lambda ticket, edit: services.apply_macro(
        ticket=ticket, macro=macro, actor=request.user, at=request.at, edit=edit
    )


def _set_aside(request: Request, draft: BulkDraft, _tickets: list[Ticket]) -> Change:
    return lambda ticket, edit: services.set_aside(
        ticket=ticket, actor=request.user, reason=draft.value, at=request.at, edit=edit
    )


ACTS: dict[str, Callable[[Request, BulkDraft, list[Ticket]], Change]] = {
    "assign": _assign,
    "status": _set_status,
    "tag": _tag,
    "macro": _apply_macro,
    "aside": _set_aside,
}
"""What can be done to many tickets, by the first word of what the form says."""
