"""What the command palette finds: tickets and saved views that its reader sees."""

from django.http import HttpResponse
from django.shortcuts import render

from common.http import Request, sought
from tickets.models import SavedView, Ticket
from tickets.views.access import agents_only
from tickets.views.saved_views import address

MOST = 8
"""How many tickets are offered, and how many views."""


@agents_only
def palette(request: Request) -> HttpResponse:
    """List tickets whose reference or subject, and saved views whose name matches what is typed."""
    text = sought(request)
    views = SavedView.objects.visible_to(request.user).filter(name__icontains=text).order_by("name", "pk")[:MOST]
    found = Ticket.objects.visible_to(request.user).kept().matching(text).select_related("organization", "requester")
    tickets = list(found.defer("description", "description_html", "decision").latest_first()[:MOST]) if text else []
    context = {"tickets": tickets, "views": [(v.name, address(v)) for v in views], "text": text}
    return render(request, "tickets/palette.html", context)
