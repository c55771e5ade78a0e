"""Resolved tickets close by themselves when their grace is over."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F

from tickets.models import Ticket
from tickets.rules import Status
from tickets.services.changes import record, settle
from tickets.services.sweeping import do_each


def close_resolved(at: datetime) -> int:
    """Close what was resolved and not answered within `rules.GRACE`, as of the end of it; returns how many.

    One with open parts waits for them: it closes as of the end of the last one.

    Any number of these may run at once, and any of them may be lost: the next one does the work. Nobody is told.
    """
    due = Ticket.objects.closing_by(at).order_by("closes_at", "id")
    return do_each(due, partial(_close, at=at), kind="closing", at=at)


@transaction.atomic
def _close(ticket: Ticket, at: datetime) -> bool:
    """Close a ticket that is still due; False if it was answered, or another sweep closed it."""
    ended_at = _end(ticket, at)
    closed = Ticket.objects.closing_by(at).filter(pk=ticket.pk, closes_at=ticket.closes_at)
    changes = {"status": Status.CLOSED.value, "closed_at": ended_at, "closes_at": None, "changed_at": at}
    if closed.update(version_number=F("version_number") + 1, **changes) != 1:
        return False
    record(ticket, actor=None, code="closed_by_itself", at=ended_at, data={"from": Status.RESOLVED.value})
    settle(ticket, at=at)
    return True


def _end(ticket: Ticket, at: datetime) -> datetime:
    """When it closes: at the end of its grace, or of its last part if that ended later."""
    parts = Ticket.objects.finished().filter(links_to_earlier__earlier=ticket, links_to_earlier__kind="parent")
    ends = [part.resolved_at or part.closed_at for part in parts]
    return max([ticket.closes_at or at, *(end for end in ends if end)])
