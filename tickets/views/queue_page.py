"""One page of the queue: its rows, and where the next one begins."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext

from common import instants
from common.addresses import address
from tickets.models import Ticket
from tickets.querysets import QueuePlace, TicketQuerySet
from tickets.views import marks

ROWS = 50
RELATED = ("organization", "requester", "product", "assignee__user")
SHOWN = (
    *("reference", "version_number", "severity", "subject", "status", "waiting_for", "is_set_aside", "desk"),
    *("next_promise_at", "filed_at", "organization__name", "requester__name", "product__name", "assignee__user__name"),
)
"""What a row says."""


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

    ticket: Ticket
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
    return page_of(list(ordered(tickets, place, size=size, latest_first=latest_first)), at=at, size=size)


def ordered(
    tickets: TicketQuerySet, place: QueuePlace | None, *, size: int = ROWS, latest_first: bool = False
) -> TicketQuerySet:
    """The tickets of a page behind `place` with what their rows say, and one more if there is a next page."""
    if place:
        tickets = tickets.before(place) if latest_first else tickets.after(place)
    in_order = tickets.latest_first() if latest_first else tickets.by_next_promise()
    return in_order.select_related(*RELATED).only(*SHOWN)[: size + 1]


def page_of(found: list[Ticket], *, at: datetime, size: int = ROWS) -> Page:
    """The page that `ordered` found."""
    chooses, states = gettext("Choose %(reference)s"), {key: str(label) for key, label in Ticket.Status.choices}
    rows = [_row(ticket, at, states[ticket.status], chooses) for ticket in found[:size]]
    return Page(rows, _name(found[size - 1]) if len(found) > size else "")


def _row(ticket: Ticket, at: datetime, state: str, chooses: str) -> Row:
    assignee = ticket.assignee.user.name if ticket.assignee else ""
    return Row(
        ticket=ticket,
        named=_named(ticket, state, chooses),
        promise=marks.next_promise(ticket, at),
        assignee=assignee,
        taking="" if assignee else address("tickets:assignment", ticket.reference),
    )


def _named(ticket: Ticket, state: str, chooses: str) -> Named:
    whose = [
        ticket.reference,
        (ticket.organization or ticket.requester).name,
        *([ticket.product.name] if ticket.product else []),
    ]
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
        is_disputed=bool(getattr(ticket, "is_disputed", False)),
        looking=getattr(ticket, "looking", None),
    )


def _name(ticket: Ticket) -> str:
    """A place as an address carries it: microseconds of the promise, and the row."""
    promised = ticket.next_promise_at.isoformat() if ticket.next_promise_at else ""
    return f"{promised}~{ticket.pk}"


def place_of(name: str) -> QueuePlace | None:
    """The place that an address names; None where it names none."""
    promised, _, row = name.rpartition("~")
    try:
        return QueuePlace(instants.read(promised) if promised else None, int(row))
    except ValueError:
        return None
