"""What every sweep over tickets does: each due row by itself, and one that breaks it rests (`oncall.services`)."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from oncall import services as oncall
from tickets.models import Ticket

if TYPE_CHECKING:
    from django.db.models import QuerySet

BATCH = 200


def do_each(due: "QuerySet[Any]", act: Callable[[Any], int], *, kind: str, at: datetime, limit: int = BATCH) -> int:
    """Do `act` to each of the due tickets, or rows of tickets; how much it did in all.

    One that breaks rests longer each time, is set aside in the end, and keeps no other one waiting.
    """
    return sum(oncall.do_each(due, act, kind=kind, about=_about, at=at, limit=limit))


def _about(row: Any) -> tuple[str, str]:
    ticket = row if isinstance(row, Ticket) else row.ticket
    return f"{ticket.reference}: {ticket.subject}", reverse("tickets:ticket", args=[ticket.reference])
