"""The tabs of the queue: built-in views and saved ones, each with its count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.http import urlencode

from accounts.models import Agent, User
from accounts.querysets import CONTRACT_ADMINISTRATORS
from common.http import Request, query_with
from common.statements import Statement
from common.tally import Tally
from entitlements.portfolio import Sides, sides_of
from tickets.forms.queue import QueueFilters
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.querysets.readers import known, stand_in
from tickets.views.queue_options import Saved
from tickets.views.queue_views import VIEWS, QueueView

COUNTED = 100
"""Counting stops here: one more than the 99 that are shown as a number."""
SAVED_TABS = 8
"""How many saved views stand beside the built-in ones; the others are on their own page."""
PASSING = ("saved", "after", "since", "known")
"""What of an address is not a filter."""


@dataclass(frozen=True)
class Tab:
    """A view as the page offers it; `count` is what to print, at most "99+". `saved` is set for a saved view."""

    label: Any
    count: str
    query: str
    current: bool
    saved: Saved | None = None


@dataclass(frozen=True)
class Tabs:
    """Every tab, the built-in view whose tickets are shown, and the saved view if one is open."""

    tabs: list[Tab]
    view: QueueView
    saved: Saved | None


def tabs(request: Request, saved: Sequence[Saved]) -> Tabs:
    """The views that the reader may open, counted in one statement; an unknown choice is the first view."""
    chosen = next((view for view in saved if str(view.pk) == request.GET.get("saved")), None)
    counted = _counted(saved, chosen)
    tally, sides = _tally(request, counted), sides_of(request.user)
    administers = CONTRACT_ADMINISTRATORS in sides.groups
    offered = {key: view for key, view in VIEWS.items() if key != "entitlement" or administers}
    view = offered.get(request.GET.get("view", "")) or VIEWS[_first(sides)]
    built_in = [
        Tab(each.label, _printed(tally[key]), _query(request, key, keep=chosen is None), each is view and not chosen)
        for key, each in offered.items()
    ]
    own = [
        Tab(each.name, _printed(tally[f"saved_{each.pk}"]), query_of(each), each is chosen, each) for each in counted
    ]
    return Tabs([*built_in, *own], view, chosen)


def query_of(saved: Saved) -> str:
    """The address of a saved view, behind the question mark: its filters, and which view it is."""
    return urlencode({**saved.filters, "saved": str(saved.pk)})


def of_view(saved: Saved, seen: TicketQuerySet, request: Request) -> TicketQuerySet:
    """The tickets of a saved view among those that the reader has `seen`."""
    query = QueryDict(mutable=True)
    query.update(saved.filters)
    view = VIEWS.get(saved.filters.get("view", ""), VIEWS["desks"])
    return QueueFilters(query).narrow(view.tickets(seen, request.user), reader=request.user, at=request.at)


def _counted(saved: Sequence[Saved], chosen: Saved | None) -> list[Saved]:
    """The first saved views, the open one always among them."""
    first = list(saved[:SAVED_TABS])
    return first if chosen is None or chosen in first else [*first[:-1], chosen]


def _first(sides: Sides) -> str:
    """The view that the queue opens with: a contract administrator at no desk has nothing at its desks."""
    return "entitlement" if CONTRACT_ADMINISTRATORS in sides.groups and not sides.desks else "desks"


def _query(request: Request, key: str, *, keep: bool) -> str:
    """The address of a built-in view; the filters of a saved one stay behind with it."""
    if not keep:
        return urlencode({"view": key})
    return query_with(request, **dict.fromkeys(PASSING), view=key)


def _tally(request: Request, saved: Sequence[Saved]) -> dict[str, int]:
    """How many tickets each view has. Saved views are counted in a statement that is written for them."""
    if not saved:
        found = _BUILT_IN.rows(reader=known(request.user))
    else:
        seen = Ticket.objects.visible_to(request.user)
        own = {f"saved_{each.pk}": of_view(each, seen, request) for each in saved}
        found = list(_counts(request.user, own))
    return cast("dict[str, int]", found[0])


def _counts(user: User, saved: Mapping[str, TicketQuerySet]) -> QuerySet[Agent, Any]:
    seen = Ticket.objects.visible_to(user)
    sets = {**{key: view.tickets(seen, user) for key, view in VIEWS.items()}, **saved}
    counts = {key: Tally(tickets.values("pk")[:COUNTED]) for key, tickets in sets.items()}
    return Agent.objects.filter(user=user).values(**counts)


_BUILT_IN = Statement(lambda reader: _counts(stand_in(reader), {}))


def _printed(count: int) -> str:
    return f"{COUNTED - 1}+" if count >= COUNTED else str(count)
