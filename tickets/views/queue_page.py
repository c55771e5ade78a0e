"""One page of the queue: its rows, and where the next one begins."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast

from accounts.models import Organization, User
from catalog.models import Desk, Product
from common import instants
from tickets.forms.queue import Options
from tickets.models import Ticket
from tickets.querysets import QueuePlace, TicketQuerySet
from tickets.views import marks

ROWS = 50
OPTIONAL = ("desk", "product", "organization")
"""The filters whose choices are rows."""


@dataclass(frozen=True)
class Row:
    """A ticket as the queue shows it."""

    ticket: Ticket
    tone: str
    promise: marks.PromiseMark | None


@dataclass(frozen=True)
class Page:
    """Up to a page of rows; `next` names the place after them, empty on the last page."""

    rows: list[Row]
    next: str


def page(tickets: TicketQuerySet, *, at: datetime, after: str = "", size: int = ROWS) -> Page:
    """The rows of `tickets` behind the place that `after` names, in one statement; no place is the beginning."""
    place = _place(after)
    behind = tickets.after(place) if place else tickets
    found = list(
        behind.select_related("organization", "requester", "product", "assignee__user")
        .defer("description", "description_html", "decision")
        .by_next_promise()[: size + 1]
    )
    rows = [Row(ticket, marks.tone(ticket), marks.next_promise(ticket, at)) for ticket in found[:size]]
    return Page(rows, _name(found[size - 1]) if len(found) > size else "")


def options(user: User, chosen: dict[str, int | None]) -> Options:
    """The desks, products and organizations of open tickets that `user` sees, in one statement, with what is chosen."""
    seen = Ticket.objects.visible_to(user).unfinished()
    sets: list[QuerySet[Desk] | QuerySet[Product] | QuerySet[Organization]] = [
        Desk.objects.all(),
        Product.objects.all(),
        Organization.objects.visible_to(user),
    ]
    parts = [
        rows.filter(Q(pk__in=seen.values(field)) | Q(pk=chosen.get(field) or 0))
        .annotate(field=Value(field), label=Cast("name", CharField()))
        .values_list("field", "pk", "label")
        for field, rows in zip(OPTIONAL, sets, strict=True)
    ]
    found: Options = {field: [] for field in OPTIONAL}
    for field, key, label in parts[0].union(*parts[1:]).order_by("label"):
        found[field].append((key, label))
    return found


def _name(ticket: Ticket) -> str:
    """A place as an address carries it: microseconds of the promise, and the row."""
    promised = ticket.next_promise_at.isoformat() if ticket.next_promise_at else ""
    return f"{promised}~{ticket.pk}"


def _place(name: str) -> QueuePlace | None:
    promised, _, row = name.rpartition("~")
    try:
        return QueuePlace(instants.read(promised) if promised else None, int(row))
    except ValueError:
        return None
