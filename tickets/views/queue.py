"""The agent's queue: the tickets of its desks, the promise that comes due first on top."""

from datetime import datetime

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from common import instants
from common.http import Request
from tickets.forms.queue import QueueFilters
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.views.access import agents_only
from tickets.views.queue_page import options, page
from tickets.views.queue_views import VIEWS, tabs

NEXT_UP = 12
"""How many tickets stand beside the one that is open."""


@agents_only
def queue(request: Request) -> HttpResponse:
    """Show one view of the queue, narrowed by the filters, fifty rows a page."""
    offered = tabs(request.user, request.GET.get("view", ""))
    view = next(tab.view for tab in offered if tab.current)
    filters = QueueFilters(request.GET)
    tickets = filters.narrow(view.tickets(Ticket.objects.visible_to(request.user), request.user))
    filters.offer(options(request.user, filters.cleaned_data))
    shown = page(tickets, after=request.GET.get("after", ""), at=request.at)
    context = {"tabs": offered, "view": view, "filters": filters, "page": shown}
    return render(request, "tickets/queue.html", context)


@agents_only
def queue_news(request: Request) -> HttpResponse:
    """Say how many tickets of a view are new or changed since the page was made; 204 when it already says so."""
    since = _instant(request.GET.get("since", ""))
    if since is None:
        return HttpResponseBadRequest()
    news = (
        _narrowed(request)
        .filter(changed_at__gt=since)
        .aggregate(
            new=Count("pk", filter=Q(filed_at__gt=since)),
            changed=Count("pk", filter=Q(filed_at__lte=since)),
        )
    )
    known = f"{news['new']}-{news['changed']}"
    if known == request.GET.get("known", "0-0"):
        return HttpResponse(status=204)
    return render(request, "tickets/queue_news.html", {**news, "known": known, "since": since.isoformat()})


@agents_only
def next_up(request: Request) -> HttpResponse:
    """List what comes due next at the reader's desks, beside the ticket named `current`."""
    tickets = VIEWS["desks"].tickets(Ticket.objects.visible_to(request.user), request.user)
    context = {"rows": page(tickets, at=request.at, size=NEXT_UP).rows, "current": request.GET.get("current", "")}
    return render(request, "tickets/queue_next_up.html", context)


def _narrowed(request: Request) -> TicketQuerySet:
    view = VIEWS.get(request.GET.get("view", ""), VIEWS["desks"])
    tickets = view.tickets(Ticket.objects.visible_to(request.user), request.user)
    return QueueFilters(request.GET).narrow(tickets)


def _instant(text: str) -> datetime | None:
    try:
        return instants.read(text)
    except ValueError:
        return None
