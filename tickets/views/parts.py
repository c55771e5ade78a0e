"""A ticket with open parts is ended only by somebody who has seen which they are."""

from django.http import HttpResponse
from django.shortcuts import render

from common.http import CONFLICT, Request
from tickets.models import Ticket
from tickets.services import open_parts
from tickets.views.access import side_of

SAID = "leaves_parts_open"
"""The field by which the reader says that the parts stay open."""


def stay_open(request: Request) -> bool:
    """Whether the reader has said so."""
    return SAID in request.POST


def confirmation(request: Request, ticket: Ticket) -> HttpResponse:
    """Ask before the act of the request is done; the parts that the reader may not read are counted only."""
    parts = open_parts(ticket)
    seen = Ticket.objects.visible_to(request.user).filter(pk__in=[part.pk for part in parts]).order_by("id")
    shown = list(seen)
    context = {
        "ticket": ticket,
        "parts": shown,
        "unseen": len(parts) - len(shown),
        "sent": [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"],
        "said": SAID,
        "shell": f"shells/{side_of(request, ticket)}.html",
    }
    return render(request, "tickets/open_parts.html", context, status=CONFLICT)
