"""Who was paged about a ticket, and if nobody was, why not: for agents."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.http import Request
from tickets import permissions
from tickets.rules import Role
from tickets.views import paged, ran_out
from tickets.views.workspace import fetch


@require_safe
@login_required
def paging(request: Request, reference: str) -> HttpResponse:
    """Show each decision and promise that ran out, from the contract to the last try; to a customer it is not there."""
    ticket = fetch(request, reference)
    if permissions.role_of(request.user, ticket) is not Role.AGENT:
        raise Http404
    calls, kept = paged.told(ticket, request.user), paged.kept_back(ticket, request.user)
    chapters = [*paged.chapters(ticket, calls, kept), *ran_out.chapters(ticket, calls, kept)]
    context = {"ticket": ticket, "chapters": sorted(chapters, key=lambda chapter: chapter.at)}
    return render(request, "tickets/paging.html", context)
