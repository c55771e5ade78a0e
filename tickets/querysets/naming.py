"""What the queue offers by name whoever reads it: desks, products, words and colleagues that unfinished tickets have.

Every agent knows these. To ask of each whether the reader sees one of its tickets would read all that it does not see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from tickets.models import Ticket
    from tickets.querysets import TicketQuerySet


def is_open(column: str) -> Exists:
    """Whether an unfinished ticket has the row of the outer statement in `column`."""
    return Exists(_unfinished().filter(**{column: OuterRef("pk")}))


def agents_with_work() -> Any:
    """The agents who have an unfinished ticket."""
    return _unfinished().assignees()


def _unfinished() -> TicketQuerySet:
    ticket: type[Ticket] = apps.get_model("tickets", "Ticket")
    return ticket.objects.unfinished()
