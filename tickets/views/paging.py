"""Who was paged about a ticket, and if nobody was, why not: for agents."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.http import Request
from tickets import permissions
from tickets.rules import Role
from tickets.views import paged
from tickets.views.workspace import fetch


@require_safe
@login_required
def paging(request: Request, reference: str) -> HttpResponse:
    """Show each decision from the contract to the last try of a delivery; to a customer it is not there."""
    ticket = fetch(request, reference)
    if permissions.role_of(request.user, ticket) is not Role.AGENT:
        raise Http404
    return render(request, "tickets/paging.html", {"ticket": ticket, "chapters": paged.chapters(ticket, request.user)})
