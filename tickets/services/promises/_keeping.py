"""What becomes of promises: warned of, kept, broken, each recorded once and told in the history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from outbox.services import publish
from tickets import rules
from tickets.models import Milestone, Ticket, TicketEvent, Warned
from tickets.services.promises._pins import cover_of, set_instants


def keep(ticket: Ticket, owed: Iterable[Milestone], *, actor: User | None, at: datetime) -> list[TicketEvent]:
    """Keep open promises of the ticket; one that was due before `at` is recorded as broken first (I5).

    The caller appends what is answered to the history, and sets the cached next promise.
    """
    told = []
    for milestone in owed:
        if milestone.due_at is not None and milestone.due_at <= at and _break(milestone, met_at=at):
            told.append(_told(ticket, "promise_broken", at=milestone.due_at, promise=milestone.kind))
        else:
            ticket.milestones.filter(pk=milestone.pk).update(met_at=at, warn_at=None)
        milestone.met_at, milestone.warn_at = at, None
        told.append(_told(ticket, "promise_kept", at=at, actor=actor, promise=milestone.kind))
    return told


def end(ticket: Ticket, *, actor: User | None, at: datetime) -> None:
    """Keep what a ticket that ends owed besides an answer: its next update and its resolution."""
    owed = ticket.milestones.filter(kind__in=(rules.NEXT_UPDATE, rules.RESOLUTION), met_at=None)
    TicketEvent.objects.bulk_create(keep(ticket, owed.order_by("id"), actor=actor, at=at))
    refresh(ticket)


def break_once(milestone: Milestone) -> bool:
    """Record that the promise was broken, at the instant it was due; False if it was not, or that is recorded."""
    if milestone.due_at is None or not _break(milestone):
        return False
    _told(milestone.ticket, "promise_broken", at=milestone.due_at, promise=milestone.kind).save(force_insert=True)
    return True


def _break(milestone: Milestone, **besides: datetime) -> bool:
    """Store and publish that a running promise was broken, with what is to be stored `besides`; once."""
    due_at = milestone.due_at
    unbroken = Milestone.objects.running().filter(pk=milestone.pk, broken_at=None, due_at=due_at)
    if due_at is None or unbroken.update(broken_at=due_at, warn_at=None, **besides) != 1:
        return False
    publish("promise.broken", str(milestone.pk), at=due_at)
    return True


def warn_due(milestone: Milestone, *, at: datetime) -> int:
    """Record each warning whose instant has come by `at`, in order; returns how many.

    The last of them is told, unless the promise is broken by then: that is told instead.
    """
    given: list[Warned] = []
    while milestone.warn_at is not None and milestone.warn_at <= at and (made := _warn(milestone)):
        given.append(made)
    if given and not (milestone.due_at and milestone.due_at <= at):
        publish("promise.warned", str(given[-1].pk), at=given[-1].at)
    return len(given)


def _warn(milestone: Milestone) -> Warned | None:
    """Record the next warning and find the one after it; None if somebody else did, or the clock stopped."""
    percent, warn_at = milestone.warns, milestone.warn_at
    if percent is None or warn_at is None:
        return None
    milestone.warns = rules.warning_after(percent)
    set_instants(milestone, cover_of(milestone).track)
    mine = Milestone.objects.running().filter(pk=milestone.pk, warns=percent, warn_at=warn_at)
    if mine.update(warns=milestone.warns, warn_at=milestone.warn_at) != 1:
        return None
    told = milestone.kind
    tell(milestone.ticket, "promise_warned", at=warn_at, is_internal=True, promise=told, percent=percent)
    return Warned.objects.create(milestone=milestone, percent=percent, at=warn_at)


def refresh(ticket: Ticket) -> None:
    """Set the cached next promise from the running milestones; the caller stores it."""
    dues = ticket.milestones.running().filter(due_at__isnull=False).order_by("due_at")
    ticket.next_promise_at = dues.values_list("due_at", flat=True).first()


def refresh_from(ticket: Ticket, milestones: Iterable[Milestone]) -> None:
    """The same from all milestones of a locked ticket, which are in hand as they are stored."""
    running = (each.due_at for each in milestones if each.met_at is None and each.paused_at is None)
    ticket.next_promise_at = min(filter(None, running), default=None)


def tell(
    ticket: Ticket, code: str, *, at: datetime, actor: User | None = None, is_internal: bool = False, **facts: Any
) -> None:
    """Append what happened to a promise to the ticket's history."""
    _told(ticket, code, at=at, actor=actor, is_internal=is_internal, **facts).save(force_insert=True)


def _told(
    ticket: Ticket, code: str, *, at: datetime, actor: User | None = None, is_internal: bool = False, **facts: Any
) -> TicketEvent:
    return TicketEvent(ticket=ticket, actor=actor, code=code, at=at, data=facts, is_internal=is_internal)
