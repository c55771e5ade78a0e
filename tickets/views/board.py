"""The lead's board: who has what at each desk, what nobody has, and what is broken or due today."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.http import HttpResponse
from django.shortcuts import render

from accounts import portfolio
from catalog.models import Desk
from common.http import Request
from tickets import permissions, rules
from tickets.forms.queue import day_ends
from tickets.models import PromiseReview, Ticket, Window
from tickets.querysets import TicketQuerySet
from tickets.views.access import agents_only
from tickets.views.queue_page import Row, page
from tickets.views.windows import window_rows

AHEAD = timedelta(days=28)
MOST_WINDOWS = 50
TODAY = 50
"""How many of the promises that are broken or due today are listed, of all desks together."""


@dataclass(frozen=True)
class Load:
    """What somebody has at a desk; without `key` it is nobody's. `place` is None for who does not work there.

    `broken` promises are over; `due` are those and the ones that end on the reader's day.
    """

    key: int | None
    name: str
    place: portfolio.Place | None = None
    open: int = 0
    at_risk: int = 0
    broken: int = 0
    due: int = 0
    oldest: datetime | None = None


@dataclass
class Board:
    """One desk: its agents by name with what they have, what nobody has, the first of what is due, and its windows."""

    desk: Desk
    loads: list[Load] = field(default_factory=list)
    nobodys: Load = Load(None, "")
    listed: list[Row] = field(default_factory=list)
    windows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def due(self) -> int:
        """How many promises of the desk are broken or due today."""
        return self.nobodys.due + sum(load.due for load in self.loads)


@agents_only
def board(request: Request) -> HttpResponse:
    """Show the desks that the reader leads; to whoever sees all desks, all of them."""
    boards = {desk.pk: Board(desk) for desk in _desks(request)}
    tickets = Ticket.objects.visible_to(request.user).filter(desk__in=boards).unfinished()
    places = portfolio.roster([each.desk for each in boards.values()], request.at) if boards else []
    counted = {(row.pop("desk"), row.pop("assignee")): row for row in _counts(tickets, request.at)} if boards else {}
    for key, each in boards.items():
        _fill(each, [place for place in places if place.membership.desk_id == key], counted)
    if boards:
        due = tickets.filter(next_promise_at__lt=day_ends(request.at))
        for row in page(due.with_warnings(), at=request.at, size=TODAY).rows:
            boards[row.ticket.desk_id or 0].listed.append(row)
        for shown in _windows(request, list(boards)):
            boards[shown["ticket"].desk_id].windows.append(shown)
    decides = permissions.is_duty_manager(request.user)
    to_review = PromiseReview.objects.visible_to(request.user).waiting().count() if decides else 0
    return render(request, "tickets/board.html", {"boards": list(boards.values()), "to_review": to_review})


def _desks(request: Request) -> list[Desk]:
    agent = request.user.agent
    led = Desk.objects.order_by("name", "pk")
    if not agent.sees_all_desks:
        led = led.filter(pk__in=agent.memberships.filter(is_lead=True).values("desk"))
    return list(led)


def _windows(request: Request, desks: list[int]) -> list[dict[str, Any]]:
    """The windows ahead of these desks, with those whose engineer cannot work in them first."""
    ahead = Window.objects.visible_to(request.user).live().filter(ticket__desk__in=desks).with_all()
    listed = list(ahead.filter(starts_at__lt=request.at + AHEAD).order_by("starts_at", "pk")[:MOST_WINDOWS])
    return sorted(window_rows(listed), key=lambda row: not row["cannot"])


def _counts(tickets: TicketQuerySet, at: datetime) -> list[dict[str, Any]]:
    """By desk and assignee: how many are open, at risk, broken, broken or due today, and when the oldest was filed."""
    at_risk = Q(next_promise_at__gt=at, next_promise_at__lt=at + rules.AT_RISK)
    rows: Any = tickets.values("desk", "assignee", "assignee__user__name").annotate(
        open=Count("pk"),
        at_risk=Count("pk", filter=at_risk),
        broken=Count("pk", filter=Q(next_promise_at__lte=at)),
        due=Count("pk", filter=Q(next_promise_at__lt=day_ends(at))),
        oldest=Min("filed_at"),
    )
    return list(rows.order_by("desk", "assignee__user__name"))


def _fill(board: Board, places: list[portfolio.Place], counted: dict[tuple[int, int | None], dict[str, Any]]) -> None:
    here = {assignee: dict(row) for (desk, assignee), row in counted.items() if desk == board.desk.pk}
    nobodys = here.pop(None, {})
    nobodys.pop("assignee__user__name", None)
    board.nobodys = Load(None, "", **nobodys)
    for place in places:
        row = here.pop(place.agent.pk, {})
        row.pop("assignee__user__name", None)
        board.loads.append(Load(place.agent.pk, place.agent.user.name, place, **row))
    board.loads.extend(Load(key, row.pop("assignee__user__name"), **row) for key, row in here.items())
