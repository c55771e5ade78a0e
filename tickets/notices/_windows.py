"""Who is told of a maintenance window, with the calendar's invitation (R9)."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from accounts.models import Agent, Contact, ContactRole, User
from common.icalendar import Event, Invitation, invitation
from oncall.permissions import DUTY_MANAGER
from tickets.models import Ticket, TicketEvent, Window
from tickets.notices._mail import mail, ticket_of
from tickets.services import substitutes, unstaffed

INVITES = frozenset({"window_booked", "window_given", "window_moved"})
CALLS_OFF = "window_cancelled"


def window_changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell customer and engineer what became of the window; a reminder of a window that is over is not sent."""
    event = TicketEvent.objects.select_related("actor").get(pk=key)
    window = Window.objects.with_all().get(pk=event.data["window"])
    if event.code == "window_reminded" and not window.is_live:
        return
    ticket = ticket_of(event.ticket_id)
    for reader in _people(ticket, window):
        _tell(event.code, ticket, window, reader, event, at)
    released = Agent.objects.current().filter(pk__in=event.data.get("released", ()))
    for agent in released.select_related("user"):
        _tell(CALLS_OFF, ticket, window, agent.user, event, at)


def window_unstaffed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the leads of the desk and the duty managers that the engineer of a window cannot work in it, while so."""
    event = TicketEvent.objects.get(pk=key)
    window = Window.objects.with_all().get(pk=event.data["window"])
    why = unstaffed([window]).get(window.pk)
    if why is None:
        return
    ticket = ticket_of(event.ticket_id)
    free = [str(agent) for agent in substitutes(window)]
    for agent in _who_answer(ticket):
        facts = {**_facts(ticket, window, agent.user), "why": why, "free": free}
        mail("window_unstaffed", ticket, agent.user, facts, event=f"window_unstaffed:{event.pk}", at=at, door="note")


def _who_answer(ticket: Ticket) -> list[Agent]:
    """The leads of the ticket's desk, and the duty managers."""
    leads = Q(memberships__desk=ticket.desk_id, memberships__is_lead=True)
    found = Agent.objects.current().filter(leads | Q(user__groups__name=DUTY_MANAGER)).distinct()
    return list(found.select_related("user").order_by("user__email"))


def _tell(code: str, ticket: Ticket, window: Window, reader: User, event: TicketEvent, at: datetime) -> None:
    facts = {**_facts(ticket, window, reader), "actor": event.actor.name if event.actor else ""}
    if code in INVITES or code == CALLS_OFF:
        asked = _invitation(ticket, window, reader, is_cancelled=code == CALLS_OFF)
        facts["invitation"] = {"method": asked.method, "text": invitation(asked, stamped_at=event.at)}
    mail(code, ticket, reader, facts, event=f"{code}:{event.pk}", at=at)


def _facts(ticket: Ticket, window: Window, reader: User) -> dict[str, Any]:
    return {
        "engineer": str(window.engineer),
        "when": f"{window.starts_at.astimezone(reader.zone):%Y-%m-%d %H:%M}",
        "starts_at": window.starts_at.isoformat(),
        "ends_at": window.ends_at.isoformat(),
        "units": window.units,
        "minutes": window.minutes or 0,
        "used": window.units_used or 0,
        "returned": window.units_returned or 0,
        "balance": window.balance or 0,
        "window_url": page_of(ticket),
    }


def page_of(ticket: Ticket) -> str:
    """The path of the window's page."""
    return reverse("tickets:window", args=[ticket.reference])


def event_of(ticket: Ticket, window: Window) -> Event:
    """The window as calendars show it; it keeps its identity when it moves."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    place = f"{settings.BASE_URL.rstrip('/')}{page_of(ticket)}"
    return Event(
        uid=f"window-{ticket.reference.lower()}@{host}",
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        summary=f"{ticket.reference} {ticket.subject}",
        description=f"{window.engineer}\n{place}",
        location=str(ticket.environment or ""),
    )


def invitation_of(ticket: Ticket, window: Window, reader: User) -> Invitation:
    """The invitation of `reader` as it stands."""
    return _invitation(ticket, window, reader, is_cancelled=window.cancelled_at is not None)


def _invitation(ticket: Ticket, window: Window, reader: User, *, is_cancelled: bool) -> Invitation:
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Invitation(
        event=event_of(ticket, window),
        sequence=window.sequence + is_cancelled,
        organizer=(settings.VENDOR_NAME, sender),
        attendee=(reader.name, reader.email),
        is_cancelled=is_cancelled,
    )


def _people(ticket: Ticket, window: Window) -> list[User]:
    """Who asked, who works in it, and whom a partner's window concerns."""
    people = [ticket.requester, window.booked_by, window.engineer.user, *_customers_of_partner(ticket)]
    return list({person.pk: person for person in people if person.is_active}.values())


def _customers_of_partner(ticket: Ticket) -> list[User]:
    """Of what a partner books, which is the customer's and takes its units: whom it concerns, and its managers."""
    if ticket.partner_id is None or ticket.organization is None:
        return []
    of_customer = Contact.objects.current().filter(organization=ticket.organization)
    told = of_customer.filter(Q(roles__role=ContactRole.Role.MANAGER) | Q(pk=ticket.contact_id)).distinct()
    return [contact.user for contact in told.select_related("user").order_by("user__email")]
