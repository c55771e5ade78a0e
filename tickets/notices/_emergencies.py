"""Who is told that an emergency began, runs out of held time, goes on or is over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from tickets.models import Meter, Ticket, TicketEvent
from tickets.notices._mail import mail, ticket_of
from tickets.services import metering


def emergency_started(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the customer who works on it, and until when what is held pays for it."""
    _tell_customer("emergency_started", key, at)


def emergency_asked(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Ask the customer whether the work goes on past what is held, unless it agreed or it ended meanwhile."""
    event = TicketEvent.objects.get(pk=key)
    meter = _meter(event)
    if meter.ended_at is None and meter.hold.consented == event.data["units"]:
        _tell_customer("emergency_asked", key, at)


def emergency_extended(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the agents at work that the customer agreed to more."""
    event = TicketEvent.objects.select_related("actor").get(pk=key)
    meter = _meter(event)
    ticket = ticket_of(event.ticket_id)
    facts = {**_facts(ticket, meter), "more": event.data["units"], "by": event.actor.name if event.actor else ""}
    for reader in _at_work(ticket, meter):
        mail("emergency_extended", ticket, reader, facts, event=f"extended:{event.pk}", at=at)


def emergency_ended(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell the customer that it is over, with its account."""
    _tell_customer("emergency_ended", key, at)


def _tell_customer(name: str, key: str, at: datetime) -> None:
    event = TicketEvent.objects.get(pk=key)
    meter, ticket = _meter(event), ticket_of(event.ticket_id)
    for reader in _customers(ticket, meter):
        facts = {**_facts(ticket, meter), "percent": event.data.get("percent", 0)}
        mail(name, ticket, reader, facts, event=f"{event.code}:{event.pk}", at=at)


def _meter(event: TicketEvent) -> Meter:
    people = ("hold__account", "hold__opened_by", "started_by__user")
    return Meter.objects.select_related(*people).get(pk=event.data["meter"])


def _facts(ticket: Ticket, meter: Meter) -> dict[str, Any]:
    """What stands on the meter when the news is told."""
    runs_out_at = metering.run_of(meter).uses(100)
    return {
        "agent": str(meter.started_by),
        "units": meter.hold.consented,
        "unit_minutes": meter.unit_minutes,
        "started_at": meter.started_at.isoformat(),
        "runs_out_at": runs_out_at.isoformat(),
        "ended_at": meter.ended_at.isoformat() if meter.ended_at else None,
        "minutes": meter.minutes,
        "used": meter.units_used,
        "returned": meter.units_returned,
        "balance": meter.hold.account.balance if meter.balance is None else meter.balance,
        "consent_url": reverse("tickets:emergency-consent", args=[ticket.reference]),
    }


def _customers(ticket: Ticket, meter: Meter) -> list[User]:
    """Who asked, and who agreed to pay."""
    people = [ticket.requester, *([meter.hold.opened_by] if meter.hold.opened_by else [])]
    return list({person.pk: person for person in people if person.is_active}.values())


def _at_work(ticket: Ticket, meter: Meter) -> list[User]:
    people = [meter.started_by.user, *([ticket.assignee.user] if ticket.assignee else [])]
    return list({person.pk: person for person in people if person.is_active}.values())
