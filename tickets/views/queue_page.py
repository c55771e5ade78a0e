"""One page of the queue: its rows, and where the next one begins."""

from dataclasses import dataclass
from datetime import datetime

from common import instants
from tickets.models import Ticket
from tickets.querysets import QueuePlace, TicketQuerySet
from tickets.views import marks

ROWS = 50


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


def page(
    tickets: TicketQuerySet, *, at: datetime, after: str = "", size: int = ROWS, latest_first: bool = False
) -> Page:
    """The rows of `tickets` behind the place that `after` names, in one statement; no place is the beginning."""
    place = _place(after)
    if place:
        tickets = tickets.before(place) if latest_first else tickets.after(place)
    ordered = tickets.latest_first() if latest_first else tickets.by_next_promise()
    found = list(
        ordered.select_related("organization", "requester", "product", "assignee__user").defer(
            "description", "description_html", "decision"
        )[: size + 1]
    )
    rows = [Row(ticket, marks.tone(ticket), marks.next_promise(ticket, at)) for ticket in found[:size]]
    return Page(rows, _name(found[size - 1]) if len(found) > size else "")


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
