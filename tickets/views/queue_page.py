"""One page of the queue: its rows, and where the next one begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import IntegerField, QuerySet, TextField, Value
from django.utils.translation import gettext

from common import digits, instants
from common.addresses import address
from tickets.models import Ticket
from tickets.querysets import QueuePlace, TicketQuerySet
from tickets.views import marks

ROWS = 50
COLUMNS = (
    *("id", "reference", "version_number", "severity", "subject", "status", "waiting_for", "is_set_aside"),
    *("next_promise_at", "filed_at", "desk", "assignee", "assignee__user__name"),
    *("organization__name", "requester__name", "product__name"),
)
MARKS = {"warned": Value(None, IntegerField()), "is_disputed": Value(False), "looking": Value("", TextField())}  # noqa: FBT003
"""What a query may have marked a ticket with, and what stands for a mark that it does not ask for."""


class Found(NamedTuple):
    """A ticket as a row of the queue fetches it: columns, and no objects. Each of `COLUMNS` and `MARKS`, in turn."""

    id: int
    reference: str
    version_number: int
    severity: int
    subject: str
    status: str
    waiting_for: str
    is_set_aside: bool
    next_promise_at: datetime | None
    filed_at: datetime
    desk_id: int | None
    assignee_id: int | None
    assignee: str | None
    """Its name, as those that follow."""
    organization: str | None
    requester: str
    product: str | None
    warned: int | None
    is_disputed: bool
    looking: str | None

    @property
    def customer(self) -> str:
        """Whose ticket it is."""
        return self.organization or self.requester


class Named(NamedTuple):
    """What a row of the queue says first: the ticket as it is, whatever the hour. It is kept by this (`common.hot`)."""

    reference: str
    version_number: int
    severity: int
    subject: str
    url: str
    whose: str
    state: str
    tone: str
    chooses: str
    """What the row's box says to a screen reader."""
    is_disputed: bool
    looking: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket as the queue shows it, in values that are only written: fifty rows are most of the page."""

    ticket: Found
    named: Named
    promise: marks.PromiseMark | None
    assignee: str
    taking: str
    """Where the ticket is taken, if nobody has it."""

    @property
    def url(self) -> str:
        """The ticket's page."""
        return self.named.url


@dataclass(frozen=True)
class Page:
    """Up to a page of rows; `next` names the place after them, empty on the last page."""

    rows: list[Row]
    next: str


def page(
    tickets: TicketQuerySet, *, at: datetime, after: str = "", size: int = ROWS, latest_first: bool = False
) -> Page:
    """The rows of `tickets` behind the place that `after` names, in one statement; no place is the beginning."""
    place = place_of(after)
    return page_of(ordered(tickets, place, size=size, latest_first=latest_first), at=at, size=size)


def ordered(
    tickets: TicketQuerySet, place: QueuePlace | None, *, size: int = ROWS, latest_first: bool = False
) -> QuerySet[Ticket, tuple[Any, ...]]:
    """The columns of a page behind `place`, as `Found` holds them, and one row more if there is a next page."""
    if place:
        tickets = tickets.before(place) if latest_first else tickets.after(place)
    in_order = tickets.latest_first() if latest_first else tickets.by_next_promise()
    unmarked = {name: nothing for name, nothing in MARKS.items() if name not in tickets.query.annotations}
    return in_order.annotate(**unmarked).values_list(*COLUMNS, *MARKS)[: size + 1]


def page_of(rows: Iterable[tuple[Any, ...]], *, at: datetime, size: int = ROWS) -> Page:
    """The page that `ordered` found."""
    found = list(map(Found._make, rows))
    chooses, states = gettext("Choose %(reference)s"), {key: str(label) for key, label in Ticket.Status.choices}
    shown = [_row(ticket, at, states[ticket.status], chooses) for ticket in found[:size]]
    return Page(shown, name_of(found[size - 1]) if len(found) > size else "")


def _row(ticket: Found, at: datetime, state: str, chooses: str) -> Row:
    return Row(
        ticket=ticket,
        named=_named(ticket, state, chooses),
        promise=marks.next_promise(ticket, at),
        assignee=ticket.assignee or "",
        taking="" if ticket.assignee else address("tickets:assignment", ticket.reference),
    )


def _named(ticket: Found, state: str, chooses: str) -> Named:
    whose = [ticket.reference, ticket.customer, *([ticket.product] if ticket.product else [])]
    return Named(
        reference=ticket.reference,
        version_number=ticket.version_number,
        severity=ticket.severity,
        subject=ticket.subject,
        url=address("tickets:ticket", ticket.reference),
        whose=" \N{MIDDLE DOT} ".join(whose),
        state=state,
        tone=marks.tone(ticket),
        chooses=chooses % {"reference": ticket.reference},
        is_disputed=ticket.is_disputed,
        looking=ticket.looking,
    )


def name_of(ticket: Found | Ticket) -> str:
    """A place as an address carries it: microseconds of the promise, and the row."""
    promised = ticket.next_promise_at.isoformat() if ticket.next_promise_at else ""
    return f"{promised}~{ticket.id}"


def place_of(name: str) -> QueuePlace | None:
    """The place that an address names; None where it names none."""
    promised, _, row = name.rpartition("~")
    key = digits.read(row)
    try:
        return None if key is None else QueuePlace(instants.read(promised) if promised else None, key)
    except ValueError:
        return None
