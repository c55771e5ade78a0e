"""The list of threads, and the agents' list of those that nobody has answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from common import digits, instants
from common.http import Request, query_with
from community import services
from community.forms.filters import ThreadFilters
from community.models import Category, Thread
from community.querysets import ThreadQuerySet
from community.views.reader import Side, categories, side_of

ROWS = 25


@dataclass(frozen=True)
class Place:
    """Behind which thread a page of the list begins."""

    at: datetime
    pk: int


def threads(request: Request) -> HttpResponse:
    """List the threads that the reader may see, pinned ones first, then those that were written in last."""
    side, offered = side_of(request), categories(request)
    filters = ThreadFilters(request.GET, categories=offered, knows_reader=side.is_known)
    rows, older = _page(request, filters)
    context = {
        "side": side,
        "shell": side.shell,
        "rows": rows,
        "filters": filters,
        "narrows": filters.narrows,
        "tag": filters.asked.get("tag", ""),
        "categories": _shown(offered, filters),
        "older_url": _link(request, before=older) if older else "",
        "newest_url": _link(request) if request.GET.get("before") else "",
    }
    return render(request, "community/threads.html", context)


@login_required
def unanswered(request: Request) -> HttpResponse:
    """Show the vendor's people what nobody has answered, the oldest first."""
    side: Side = side_of(request)
    if not side.is_agent:
        raise Http404
    waiting = _with_details(Thread.objects.visible_to(request.user).listed().unanswered())
    context = {"shell": side.shell, "rows": list(waiting.order_by("asked_at", "pk")[:100]), "at": request.at}
    return render(request, "community/unanswered.html", context)


def _page(request: Request, filters: ThreadFilters) -> tuple[list[Thread], str]:
    """Up to a page of threads, and the cursor of the next page."""
    if filters.asked.get("q"):
        return _found(request, filters), ""
    found = filters.narrow(Thread.objects.visible_to(request.user).listed(), request.user)
    place = _place(request.GET.get("before", ""))
    if place:
        behind = Q(active_at__lt=place.at) | Q(active_at=place.at, pk__lt=place.pk)
        found = found.filter(behind, pinned_at=None)
    rows = list(_with_details(found).newest_first()[: ROWS + 1])
    more = len(rows) > ROWS
    return rows[:ROWS], f"{rows[ROWS - 1].active_at.isoformat()}~{rows[ROWS - 1].pk}" if more else ""


def _found(request: Request, filters: ThreadFilters) -> list[Thread]:
    """What the search finds, the best first."""
    keys = services.found(filters.asked["q"], reader=request.user, at=request.at)
    seen = filters.narrow(Thread.objects.visible_to(request.user).listed(), request.user)
    rows = {each.pk: each for each in _with_details(seen.filter(pk__in=keys))}
    return [rows[key] for key in keys if key in rows]


def _with_details(found: ThreadQuerySet) -> ThreadQuerySet:
    """With all that a row shows."""
    return found.with_question().select_related("category__product", "author").prefetch_related("tags")


def _shown(offered: list[Category], filters: ThreadFilters) -> list[tuple[Category, bool]]:
    """The categories, and whether each is the one that is shown."""
    return [(each, each.slug == filters.asked.get("category")) for each in offered]


def _place(cursor: str) -> Place | None:
    """The place that a cursor names; one that names none is the beginning."""
    instant, _, number = cursor.rpartition("~")
    key = digits.read(number)
    try:
        return None if key is None else Place(instants.read(instant), key)
    except ValueError:
        return None


def _link(request: Request, before: str | None = None) -> str:
    query = query_with(request, before=before)
    return f"{reverse('community:threads')}?{query}" if query else reverse("community:threads")
