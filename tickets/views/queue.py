"""The agent's queue: the tickets of its desks, the promise that comes due first on top."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from common import instants
from common.http import Request, query_with
from common.statements import Statement
from tickets import rules
from tickets.forms.bulk import BulkForm
from tickets.forms.queue import QueueFilters
from tickets.models import Ticket
from tickets.querysets import QueuePlace, TicketQuerySet
from tickets.querysets.readers import known, stand_in
from tickets.views.access import agents_only
from tickets.views.queue_options import choices
from tickets.views.queue_page import ordered, page, page_of, place_of
from tickets.views.queue_tabs import PASSING, tabs
from tickets.views.queue_views import VIEWS, QueueView

Rows = QuerySet[Ticket, tuple[Any, ...]]
NEXT_UP = 12
"""How many tickets stand beside the one that is open."""


@agents_only
def queue(request: Request) -> HttpResponse:
    """Show one view of the queue, narrowed by the filters, fifty rows a page."""
    filters = QueueFilters(request.GET)
    offered = choices(request.user, filters.chosen_rows())
    shown = tabs(request, offered.views)
    filters.offer(offered.rows)
    bulk = BulkForm()
    bulk.offer(offered.rows["assignee"], offered.rows["macro"])
    context = {
        "shown": shown,
        "view": shown.view,
        "filters": filters,
        "bulk": bulk,
        "token": secrets.token_urlsafe(24),
        "is_compact": request.COOKIES.get("density") == "compact",
        "to_save": _to_save(request),
        "page": page_of(_found(request, shown.view, filters), at=request.at),
    }
    return render(request, "tickets/queue.html", context)


@require_safe
@agents_only
def queue_news(request: Request) -> HttpResponse:
    """Say how many tickets of a view are new, changed or at risk since the page was made; 204 when it says so already.

    At risk are those that came there while the page was open.
    """
    since = _instant(request.GET.get("since", ""))
    if since is None:
        return HttpResponseBadRequest()
    news = _news_since(request, since)
    said = "{new}-{changed}-{at_risk}".format(**news)
    if said == request.GET.get("known", "0-0-0"):
        return HttpResponse(status=204)
    return render(request, "tickets/queue_news.html", {**news, "known": said, "since": since.isoformat()})


@agents_only
def next_up(request: Request) -> HttpResponse:
    """List what comes due next at the reader's desks, beside the ticket named `current`."""
    tickets = VIEWS["desks"].tickets(Ticket.objects.visible_to(request.user), request.user)
    context = {"rows": page(tickets, at=request.at, size=NEXT_UP).rows, "current": request.GET.get("current", "")}
    return render(request, "tickets/queue_next_up.html", context)


def _news_since(request: Request, since: datetime) -> dict[str, int]:
    """How many tickets are new, changed or at risk since then; where nothing narrows the view, by kept words."""
    view, filters = VIEWS.get(request.GET.get("view", ""), VIEWS["desks"]), QueueFilters(request.GET)
    at_risk = {"at_risk_since": since + rules.AT_RISK, "at_risk_until": request.at + rules.AT_RISK}
    if filters.narrows:
        tickets = view.tickets(Ticket.objects.visible_to(request.user), request.user)
        narrowed = filters.narrow(tickets, reader=request.user, at=request.at)
        rows = list(_counted(narrowed, since=since, **at_risk))
    else:
        rows = _NEWS.rows(view.key, reader=known(request.user), since=since, **at_risk)
    return rows[0] if rows else {"new": 0, "changed": 0, "at_risk": 0}


def _news(key: str, *, reader: Mapping[str, Any], **instants_of: datetime) -> QuerySet[Ticket, dict[str, int]]:
    user = stand_in(reader)
    return _counted(VIEWS[key].tickets(Ticket.objects.visible_to(user), user), **instants_of)


_NEWS = Statement(_news)
"""Every open page asks this three times a minute."""


def _counted(
    tickets: TicketQuerySet, *, since: datetime, at_risk_since: datetime, at_risk_until: datetime
) -> QuerySet[Ticket, dict[str, int]]:
    """One row of counts; none where there is nothing to count."""
    is_new, has_changed = Q(filed_at__gt=since), Q(changed_at__gt=since)
    came_at_risk = Q(next_promise_at__gte=at_risk_since, next_promise_at__lt=at_risk_until)
    one: Any = tickets.filter(has_changed | came_at_risk).order_by().values(all=Value(1))
    counts = {
        "new": Count("pk", filter=is_new),
        "changed": Count("pk", filter=has_changed & ~is_new),
        "at_risk": Count("pk", filter=came_at_risk),
    }
    rows: QuerySet[Ticket, dict[str, int]] = one.annotate(**counts).values(*counts)
    return rows


def _found(request: Request, view: QueueView, filters: QueueFilters) -> list[tuple[Any, ...]]:
    """The rows of a page of the view; where nothing narrows it, by a statement that is written already."""
    place = place_of(request.GET.get("after", ""))
    if not filters.narrows:
        after = {"promised": place.next_promise_at, "row": place.id} if place else None
        return _WHOLE.rows(view.key, reader=known(request.user), at=request.at, after=after)
    seen = view.tickets(Ticket.objects.visible_to(request.user), request.user)
    narrowed = filters.narrow(seen, reader=request.user, at=request.at)
    return list(_marked(narrowed, request.user, request.at, place, view))


def _whole(key: str, *, reader: Mapping[str, Any], at: datetime, after: Mapping[str, Any] | None) -> Rows:
    user, view = stand_in(reader), VIEWS[key]
    place = QueuePlace(after["promised"], after["row"]) if after else None
    return _marked(view.tickets(Ticket.objects.visible_to(user), user), user, at, place, view)


_WHOLE = Statement(_whole)


def _marked(tickets: TicketQuerySet, user: User, at: datetime, place: QueuePlace | None, view: QueueView) -> Rows:
    """A page of them, each with what its row says besides the ticket's own columns."""
    marked = tickets.with_disputes().with_warnings().with_lookers(user, at)
    return ordered(marked, place, latest_first=view.latest_first)


def _to_save(request: Request) -> str:
    """What a view that is saved now would hold, as an address carries it."""
    return query_with(request, **dict.fromkeys(PASSING))


def _instant(text: str) -> datetime | None:
    try:
        return instants.read(text)
    except ValueError:
        return None
