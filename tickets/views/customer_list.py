"""A customer's tickets."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Contact
from catalog.models import Product
from common.http import Request
from tickets.forms.customer import TicketFilters
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.views import customer_words, marks

ROWS = 25
READS_ALL = ("manager", "viewer")


@dataclass(frozen=True)
class Row:
    """A ticket as the list shows it."""

    ticket: Ticket
    state: str
    tone: str
    promise: marks.PromiseMark | None

    @property
    def asks(self) -> bool:
        """Whether the ticket waits for its reader."""
        return self.ticket.status == Ticket.Status.WAITING_FOR_CUSTOMER


@login_required
def tickets(request: Request) -> HttpResponse:
    """List the reader's own tickets, and its organization's to those whose role reads them; the newest first."""
    own = Contact.objects.current().filter(user=request.user)
    reads_all = own.with_role(*READS_ALL).exists()
    seen = Ticket.objects.visible_to(request.user).of_customer(request.user)
    filters = TicketFilters(request.GET)
    filters.offer(list(Product.objects.filter(pk__in=seen.values("product")).order_by("name")), reads_all=reads_all)
    rows, older = _page(filters.narrow(seen, request.user), request.GET.get("before", ""))
    context = {
        "rows": [
            Row(each, customer_words.state(each), marks.tone(each), marks.next_promise(each, request.at))
            for each in rows
        ],
        "filters": filters,
        "narrows": filters.narrows,
        "older_url": _link(request, before=older) if older else "",
        "newest_url": _link(request, before="") if request.GET.get("before") else "",
        "has_any": bool(rows) or seen.exists(),
    }
    return render(request, "tickets/list.html", context)


def _row(ticket: Ticket, at: datetime) -> Row:
    return Row(ticket, customer_words.state(ticket), marks.tone(ticket), marks.next_promise(ticket, at))


def _page(tickets: TicketQuerySet, before: str) -> tuple[list[Ticket], str]:
    """Up to a page of tickets older than the one numbered `before`, and the number that the next page starts from."""
    behind = tickets.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 19 else tickets  # noqa: PLR2004
    listed = behind.select_related("requester", "product", "desk__region").defer("description", "description_html")
    found = list(listed.defer("decision").order_by("-pk")[: ROWS + 1])
    return found[:ROWS], str(found[ROWS - 1].pk) if len(found) > ROWS else ""


def _link(request: Request, *, before: str) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    if before:
        query["before"] = before
    address = reverse("tickets:list")
    return f"{address}?{query.urlencode()}" if query else address
