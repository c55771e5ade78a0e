"""A customer's tickets, as a page and as a table for a spreadsheet."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common import cells
from common.http import Request, query_with
from common.statements import Statement
from tickets.forms.customer_filters import Choices, TicketFilters, choices_for, in_state
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.querysets.readers import known, stand_in
from tickets.views import customer_words, marks
from tickets.views.queue_page import place_of

ROWS = 25
COLUMNS = (
    *("id", "reference", "subject", "severity", "status", "waiting_for", "is_set_aside", "next_promise_at", "filed_at"),
    *("requester__name", "desk__region__city", "organization__name"),
)
EXPORTED = 50_000
"""How many tickets a table holds at most."""


class Found(NamedTuple):
    """A ticket as a row of the list fetches it: each of `COLUMNS`, in turn."""

    id: int
    reference: str
    subject: str
    severity: int
    status: str
    waiting_for: str
    is_set_aside: bool
    next_promise_at: datetime | None
    filed_at: datetime
    requester: str
    city: str | None
    """Of the desk, where there is one."""
    organization: str | None


class Named(NamedTuple):
    """What a row says but for its promise. It is kept by this (`common.hot`)."""

    reference: str
    subject: str
    severity: int
    requester: str
    organization: str
    """Empty where the reader reads tickets of one alone."""
    asks: str
    """What the ticket waits for, where it waits for its reader."""
    state: str
    tone: str
    city: str
    filed_at: datetime


class Row(NamedTuple):
    """A ticket as the list shows it."""

    named: Named
    promise: marks.PromiseMark | None


@login_required
def tickets(request: Request) -> HttpResponse:
    """List what the reader reads as a customer: its own, its organization's and its customers' by role."""
    seen, filters, choices = _asked(request)
    rows, older = _page(request, seen, filters)
    context = {
        "rows": [_row(each, request.at, names_organization=choices.is_partner) for each in rows],
        "filters": filters,
        "narrows": filters.narrows,
        "refused": " ".join(filters.refused),
        "older_url": _link(request, "tickets:list", before=older) if older else "",
        "newest_url": _link(request, "tickets:list") if request.GET.get("before") else "",
        "export_url": _link(request, "tickets:export"),
        "has_any": bool(rows) or seen.exists(),
    }
    return render(request, "tickets/list.html", context)


@login_required
def export(request: Request) -> StreamingHttpResponse:
    """What the list shows with the same filters, as CSV with the times of the reader's zone."""
    seen, filters, _choices = _asked(request)
    found = _sorted(filters.narrow(seen, request.user), filters.order)
    answer = StreamingHttpResponse(cells.lines(_table(found, request.user)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tickets-{request.at:%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _asked(request: Request) -> tuple[TicketQuerySet, TicketFilters, Choices]:
    """What the reader reads as a customer, and the filters with what they offer, in two statements."""
    seen = Ticket.objects.of_customer(request.user)
    choices = choices_for(request.user)
    return seen, TicketFilters(request.GET, choices=choices), choices


def _row(ticket: Found, at: datetime, *, names_organization: bool) -> Row:
    named = Named(
        reference=ticket.reference,
        subject=ticket.subject,
        severity=ticket.severity,
        requester=ticket.requester,
        organization=ticket.organization or "" if names_organization else "",
        asks=ticket.waiting_for if ticket.status == Ticket.Status.WAITING_FOR_CUSTOMER else "",
        state=customer_words.state(ticket),
        tone=marks.tone(ticket),
        city=ticket.city or "",
        filed_at=ticket.filed_at,
    )
    return Row(named, marks.next_promise(ticket, at))


def _page(request: Request, seen: TicketQuerySet, filters: TicketFilters) -> tuple[list[Found], str]:
    """Up to a page of tickets behind the one that the address names, and how it names the next page."""
    cursor = request.GET.get("before", "")
    if cursor or filters.narrows_state:
        narrowed = filters.narrow(seen, request.user)
        rows = list(_listed(_behind(narrowed, filters.order, cursor), filters.order, ROWS + 1))
    else:
        rows = _FIRST.rows(filters.asked_state, filters.order, ROWS + 1, reader=known(request.user))
    found = list(map(Found._make, rows))
    return found[:ROWS], _cursor(found[ROWS - 1], filters.order) if len(found) > ROWS else ""


def _listed(tickets: TicketQuerySet, sort: str, most: int) -> QuerySet[Ticket, tuple[Any, ...]]:
    return _sorted(tickets, sort).values_list(*COLUMNS)[:most]


def _first(state: str, sort: str, most: int, *, reader: Mapping[str, Any]) -> QuerySet[Ticket, tuple[Any, ...]]:
    return _listed(in_state(Ticket.objects.of_customer(stand_in(reader)), state), sort, most)


_FIRST = Statement(_first)


def _sorted(tickets: TicketQuerySet, sort: str) -> TicketQuerySet:
    if sort == "promise":
        return tickets.by_next_promise()
    return tickets.order_by("pk" if sort == "oldest" else "-pk")


def _behind(tickets: TicketQuerySet, sort: str, cursor: str) -> TicketQuerySet:
    """Those behind the ticket that `cursor` names; one that names none is the beginning."""
    place = place_of(cursor)
    if place is None:
        return tickets
    if sort == "promise":
        return tickets.after(place)
    return tickets.filter(pk__gt=place.id) if sort == "oldest" else tickets.filter(pk__lt=place.id)


def _cursor(ticket: Found, sort: str) -> str:
    at = ticket.next_promise_at if sort == "promise" else None
    return f"{at.isoformat() if at else ''}~{ticket.id}"


def _link(request: Request, name: str, *, before: str | None = None) -> str:
    query = query_with(request, before=before)
    return f"{reverse(name)}?{query}" if query else reverse(name)


def _table(tickets: TicketQuerySet, reader: User) -> Iterator[tuple[object, ...]]:
    """The head and a row for each ticket; read piece by piece, after the page's own language and zone are gone."""
    with translation.override(reader.language):
        head, states, short = _head(reader), customer_words.states(), _("Only the first 50,000 are here: filter more.")
    yield head
    rows = tickets.select_related("requester", "product", "version", "environment", "desk__region", "organization")
    named = rows.select_related("partner").defer("description", "description_html", "decision")
    for number, ticket in enumerate(named[: EXPORTED + 1].iterator(chunk_size=500)):
        yield (short,) if number == EXPORTED else _cells(ticket, reader, states)


def _head(reader: User) -> tuple[str, ...]:
    words = (_("Reference"), _("Subject"), _("Organization"), _("By"), _("Filed by partner"), _("Product"))
    more = (_("Version"), _("Environment"), _("Severity"), _("State"), _("Waits for"), _("Desk"))
    instants = (_("Filed"), _("Next promise"), _("Resolved"), _("Closed"))
    return (*words, *more, *(f"{word} ({reader.zone})" for word in instants))


def _cells(ticket: Ticket, reader: User, states: dict[str, str]) -> tuple[object, ...]:
    return (
        ticket.reference,
        ticket.subject,
        ticket.organization,
        ticket.requester.name,
        ticket.partner,
        ticket.product,
        ticket.version.number if ticket.version else "",
        ticket.environment,
        ticket.severity,
        states[ticket.status],
        ticket.waiting_for,
        ticket.desk.region.city if ticket.desk else "",
        *(
            f"{at.astimezone(reader.zone):%Y-%m-%d %H:%M}" if at else ""
            for at in (ticket.filed_at, ticket.next_promise_at, ticket.resolved_at, ticket.closed_at)
        ),
    )
