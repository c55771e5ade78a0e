"""Why a ticket is covered, where it went and when it is due: the whole trace, for its customer and for agents."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from common.http import Request
from entitlements import portfolio
from tickets import permissions
from tickets.models import Ticket
from tickets.rules import Role
from tickets.services import promises
from tickets.views import sums, trace
from tickets.views.workspace import fetch


@login_required
def why(request: Request, reference: str) -> HttpResponse:
    """Show the trace; an agent also reads the pages, and what stands behind the promise."""
    ticket = fetch(request, reference)
    is_agent = permissions.role_of(request.user, ticket) is Role.AGENT
    context = {
        "ticket": ticket,
        "is_agent": is_agent,
        "shell": "shells/agent.html" if is_agent else "shells/customer.html",
        "audience": "agent" if is_agent else "customer",
        **_trace(request, ticket),
        "pages": trace.pages(ticket, request.user) if is_agent else [],
    }
    return render(request, "tickets/why.html", context)


def _trace(request: Request, ticket: Ticket) -> dict[str, Any]:
    filed = trace.at_filing(ticket)
    region = ticket.desk.region if ticket.desk else None
    return {
        "stored": portfolio.load(ticket.decision),
        "current": promises.assess(ticket, request.at).decision,
        "asked_at": request.at,
        "names": filed.names,
        "lifecycle": trace.lifecycle(ticket),
        "held": trace.contract_lines(ticket, filed, request.user),
        "region": region,
        "why_this_desk": trace.why_this_desk(ticket),
        "hours": trace.hours(region) if region else [],
        "exceptional": trace.exceptional(region, ticket.filed_at) if region else [],
        "sums": sums.sums(ticket, filed, request.at),
    }
