"""Who else has a ticket open, told to whoever has it open."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from common.http import Request
from tickets import services
from tickets.views.access import agents_only
from tickets.views.workspace import fetch_to_work


@require_POST
@agents_only
def presence(request: Request, reference: str) -> HttpResponse:
    """Say that the reader has the ticket open, and who else has; 204 when the page says so already."""
    ticket = fetch_to_work(request, reference)
    is_writing = request.POST.get("writing") == "1"
    services.look(ticket=ticket, user=request.user, is_writing=is_writing, at=request.at)
    others = ticket.presences.current(request.at).exclude(user=request.user).select_related("user")
    lookers = list(others.order_by("user__name", "pk"))
    known = " ".join(f"{each.user_id}{'w' if each.is_writing else ''}" for each in lookers)
    if known == request.POST.get("known", ""):
        return HttpResponse(status=204)
    context = {"reference": reference, "lookers": lookers, "known": known, "first": False, "writing": is_writing}
    return render(request, "tickets/presence.html", context)
