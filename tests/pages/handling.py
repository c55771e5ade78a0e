"""What agents keep of a ticket: tags, time, answers, properties, and macros."""

from typing import Any

from accounts.models import Agent
from tests.pages.objects import liams_ticket
from tests.pages.registry import Address, Reader, of_the_desk
from tests.world import AT
from tickets import services
from tickets.models import Macro, Ticket

SAID = "Looked into the log."


def prepared() -> dict[str, Any]:
    """A macro that is offered on the ticket of the list."""
    macro, _made = Macro.objects.get_or_create(name="Thanks of the list", defaults={"text": "Thank you, {contact}."})
    return {**liams_ticket(), "number": macro.pk}


def minutes_of_the_agent() -> dict[str, Any]:
    """Time that the agent of London entered on the ticket of the list."""
    ticket, agent = Ticket.objects.get(**liams_ticket()), Agent.objects.get(user__email=Reader.AGENT)
    found = ticket.time_entries.filter(what=SAID, cancelled_at=None).first()
    entry = found or services.log_time(ticket=ticket, agent=agent, minutes=30, what=SAID, at=AT)
    return {"reference": ticket.reference, "number": entry.pk}


PAGES: tuple[Address, ...] = (
    *(
        Address(f"tickets:{noun}", of_the_desk(200), statements=12, portrait=Reader.AGENT, arguments=liams_ticket)
        for noun in ("answers", "macros", "properties", "tags", "time")
    ),
    Address("tickets:macro", of_the_desk(200), statements=12, portrait=Reader.AGENT, arguments=prepared),
    Address(
        "tickets:time-cancellation",
        of_the_desk(302),
        statements=25,
        portrait=Reader.AGENT,
        arguments=minutes_of_the_agent,
        method="POST",
        looked_at=False,
    ),
)
