"""The page of one ticket, and what both sides do to it."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from common.http import INVALID, Request
from common.refusal import Unable
from tickets import permissions, services
from tickets.forms import edits
from tickets.forms.customer import ReplyForm
from tickets.models import Ticket
from tickets.rules import Refusal, Role
from tickets.views import customer_ticket, customer_words, follow_up, once, pace, parts, refusals
from tickets.views.access import fetch_to_write, refuse_readers
from tickets.views.agent_acts import write as write_as_agent
from tickets.views.workspace import fetch, workspace
from uploads.fields import brought


@login_required
def ticket(request: Request, reference: str) -> HttpResponse:
    """Show an agent the workspace of the ticket, everybody else the customer's page."""
    found = fetch(request, reference)
    if permissions.role_of(request.user, found) is Role.AGENT:
        return workspace(request, found)
    return customer_ticket.page(request, found)


@require_POST
@login_required
def replies(request: Request, reference: str) -> HttpResponse:
    """Add a reply of whoever writes it."""
    found, role = fetch_to_write(request, reference)
    if role is Role.AGENT:
        return write_as_agent(request, found, "reply")
    form = ReplyForm(request.POST, brought(request))
    if not form.is_valid():
        return customer_ticket.page(request, fetch(request, reference), form=form, status=INVALID)
    try:
        return redirect(_write(request, found, form))
    except Unable as refusal:
        if refusal.code == Refusal.GRACE_IS_OVER:
            return follow_up.too_late(request, found, form)
        form.add_error(None, customer_words.refusal(refusal))
        page = customer_ticket.page(request, fetch(request, reference), form=form, status=pace.status_of(refusal))
        return pace.come_back(page, refusal)


@require_POST
@login_required
def closure(request: Request, reference: str) -> HttpResponse:
    """Close the ticket."""
    return _act(request, reference, partial(services.close, leaves_parts_open=parts.stay_open(request)))


@require_POST
@login_required
def reopening(request: Request, reference: str) -> HttpResponse:
    """Bring a finished ticket back."""
    return _act(request, reference, services.reopen)


def _write(request: Request, ticket: Ticket, form: ReplyForm) -> str:
    """Write the reply once per token; the address of the ticket where it stands."""
    data = form.cleaned_data

    def make() -> str:
        written = services.reply(
            ticket=ticket, author=request.user, body=data["body"], files=data["attachments"], at=request.at
        )
        return f"{_address(written.ticket)}#latest"

    return once.wrote(request).reach(make)


def _act(request: Request, reference: str, change: Callable[..., None]) -> HttpResponse:
    """Do `change` to the ticket and go back to it; where it is refused, the page says why.

    An agent's is refused where the ticket is another than the one that was read; a customer closes what it is.
    """
    found = fetch(request, reference)
    refuse_readers(request, found)
    is_agents = permissions.role_of(request.user, found) is Role.AGENT
    edit = edits.read(request.POST.get("edit")) if is_agents else None
    try:
        change(ticket=found, actor=request.user, at=request.at, edit=edit)
    except Unable as refusal:
        if refusal.code == "open_parts":
            return parts.confirmation(request, found)
        messages.warning(request, refusals.words(refusal) if is_agents else customer_words.refusal(refusal))
    return redirect(_address(found))


def _address(ticket: Ticket) -> str:
    return reverse("tickets:ticket", args=[ticket.reference])
