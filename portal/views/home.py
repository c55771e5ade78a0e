"""The first page: for a customer the answer, for an agent the queue, for an administrator the administration."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.models import Contact
from accounts.querysets import is_agent
from common.http import Request
from common.statements import Statement
from entitlements.portfolio import Leaving, Outlook, assess_any, leaving, look_ahead
from portal import audiences
from tickets import rules
from tickets import services as tickets
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.querysets.readers import known, stand_in

SHOWN = 10


@login_required
def home(request: Request) -> HttpResponse:
    """Which desk covers the reader now, the phone that answers, and the tickets that wait for it."""
    contacts = list(Contact.objects.of(request.user).select_related("organization", "home_region").order_by("id"))
    if is_agent(request.user) and not contacts:
        return redirect("tickets:queue")
    if request.user.is_staff and not contacts:
        return redirect("admin:index")
    contact = chosen(contacts, request.GET.get("organization", ""))
    return render(
        request,
        "portal/home.html",
        {
            "announcements": audiences.shown_to(request.user, request.at),
            "contact": contact,
            "contacts": contacts,
            "outlook": outlook_of(contact, request),
            "leaving": _leaving(contact, request),
            "has_draft": tickets.draft_of(request.user, tickets.NEW) is not None,
            "rows": [(ticket, _promise(ticket, request.at)) for ticket in _open_tickets(request)],
        },
    )


def chosen(contacts: list[Contact], key: str) -> Contact | None:
    """The contact of the organization named `key`, else the first; None for somebody without an organization."""
    named = [contact for contact in contacts if contact.organization.key == key]
    return next(iter(named or contacts), None)


def outlook_of(contact: Contact | None, request: Request) -> Outlook | None:
    """The reader's outlook as a contact, at the instant of the request."""
    if contact is None:
        return None
    return look_ahead(assess_any(contact, at=request.at), at=request.at, zone=request.user.zone)


def _leaving(contact: Contact | None, request: Request) -> list[Leaving]:
    """The versions that the organization runs and that leave support (R8); not those that Extended-Term has caught."""
    if contact is None:
        return []
    today = request.at.astimezone(request.user.zone).date()
    found = leaving(today, organizations=[contact.organization_id])
    return [each for each in found if not (each.is_extended and each.ending.is_over)]


def _open_tickets(request: Request) -> list[Ticket]:
    """The first unfinished tickets: those that wait for the customer, then by next promise."""
    found: list[Ticket] = _OPEN.rows(reader=known(request.user))
    return found


def _open(reader: Mapping[str, Any]) -> TicketQuerySet:
    mine = Ticket.objects.visible_to(stand_in(reader)).unfinished().select_related("product", "desk__region")
    return mine.waiting_for_customer_first()[:SHOWN]


_OPEN = Statement(_open)


def _promise(ticket: Ticket, at: datetime) -> str:
    """The state of the promise that comes due next, for its chip; empty where nothing is promised."""
    if ticket.status == Ticket.Status.WAITING_FOR_CUSTOMER:
        return "paused"
    return rules.promise_state(ticket.next_promise_at, at) if ticket.next_promise_at else ""
