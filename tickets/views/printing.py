"""A ticket on paper: all of its conversation, unfolded, with what was decided and promised."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.http import Request
from tickets import permissions, wording
from tickets.models import Ticket
from tickets.rules import Role
from tickets.services import first_due_of
from tickets.views import conversation, customer_words, panel
from tickets.views.workspace import fetch


@require_safe
@login_required
def printed(request: Request, reference: str) -> HttpResponse:
    """Show the ticket as its customer reads it; an agent may ask for the internal notes too, and gets them marked."""
    ticket = fetch(request, reference)
    is_agent = permissions.role_of(request.user, ticket) is Role.AGENT
    with_notes = is_agent and request.GET.get("notes") == "1"
    talk = conversation.for_agent(ticket) if with_notes else conversation.for_customer(ticket)
    context = {
        "ticket": ticket,
        "is_agent": is_agent,
        "with_notes": with_notes,
        "talk": talk,
        "printed_at": request.at,
        **_decided(request, ticket, is_agent=is_agent),
    }
    return render(request, "tickets/print.html", context)


def _decided(request: Request, ticket: Ticket, *, is_agent: bool) -> dict[str, Any]:
    words = wording.stored_in_words(
        ticket.decision, spelling=wording.spelling(), zone=request.user.zone, due_at=first_due_of(ticket)
    )
    return {
        "words": words,
        "state": ticket.get_status_display() if is_agent else customer_words.state(ticket),
        "promises": panel.marks_of(ticket, request.at, for_customer=not is_agent),
    }
