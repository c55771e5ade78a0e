"""What happens in a window: it opens by itself, its checklist is ticked, and it is ended with its account (R9)."""

from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import Agent
from common.refusal import Unable
from outbox.services import publish
from tickets import rules
from tickets.models import Window, WindowItem
from tickets.rules import Act, Status
from tickets.services import promises, window_accounts
from tickets.services.changes import destination, lock, move, record, touch
from tickets.services.covering import decide_in_window
from tickets.services.sweeping import do_each
from tickets.services.time_entries import enter_time


class UnableToRun(Unable):
    """Codes: those of `tickets.rules.Refusal`, `forbidden`, `not_open`, `is_over`, and those of `UnableToLogTime`."""


@transaction.atomic
def tick(*, item: WindowItem, agent: Agent, is_done: bool, at: datetime) -> None:
    """Tick a thing of the checklist off, or take the tick back; saying the same again changes nothing.

    Raises:
        UnableToRun: when the window is over, or `agent` may not work the ticket.
    """
    ticket = item.window.ticket
    lock(ticket)
    destination(ticket, Act.NOTE, actor=agent.user, at=at, refusal=UnableToRun)
    if window_accounts.live_window(ticket) is None:
        raise UnableToRun("is_over")
    item.refresh_from_db()
    if (item.ticked_at is not None) == is_done:
        return
    item.ticked_at, item.ticked_by = (at, agent) if is_done else (None, None)
    item.save(update_fields=["ticked_at", "ticked_by"])
    record(
        ticket,
        actor=agent.user,
        code="window_ticked" if is_done else "window_unticked",
        at=at,
        data={"item": item.text},
    )


@transaction.atomic
def end_window(*, window: Window, agent: Agent, minutes: int, what: str, at: datetime) -> Window:
    """End an open window: enter what was worked and not entered yet, settle its units, and resolve its ticket.

    Raises:
        UnableToRun: when it is not open, or `agent` may not work the ticket.
        UnableToLogTime: when it is no time of one day, or nothing is said of it.
    """
    ticket = window.ticket
    lock(ticket)
    found = window_accounts.live_window(ticket)
    if found is None:
        raise UnableToRun("is_over")
    if found.started_at is None:
        raise UnableToRun("not_open")
    goes_to = destination(ticket, Act.RESOLVE, actor=agent.user, at=at, refusal=UnableToRun)
    if minutes:
        enter_time(ticket=ticket, agent=agent, minutes=minutes, what=what, at=at)
    move(ticket, goes_to, actor=agent.user, at=at)
    found.refresh_from_db()
    return found


def run_windows(at: datetime) -> int:
    """Remind of windows, open them and settle those that nobody ended, as is due by `at`; returns how many.

    Any number of these may run at once, and any of them may be lost: the next one does the work, once.
    """
    due = Window.objects.due_by(at).select_related("ticket").order_by("due_at", "pk")
    return do_each(due, partial(_look_after, at=at), kind="window", at=at)


@transaction.atomic
def _look_after(due: Window, at: datetime) -> bool:
    ticket = due.ticket
    lock(ticket)
    window = window_accounts.live_window(ticket)
    if window is None or window.due_at is None or window.due_at > at:
        return False
    window.ticket = ticket
    if window.started_at is not None:
        move(ticket, Status.RESOLVED, actor=None, at=at)
    elif window.starts_at <= at:
        _open(window, at)
    else:
        _remind(window, at)
    return True


def _open(window: Window, at: datetime) -> None:
    """Let the ticket be worked: it is covered from now on, and its engineer has it."""
    ticket = window.ticket
    window.started_at = at
    window.due_at = rules.next_due(window.starts_at, window.ends_at, is_started=True, after=at)
    window.save(update_fields=["started_at", "due_at"])
    ticket.assignee = window.engineer
    touch(ticket, "assignee", at=at)
    data = {"window": window.pk, "engineer": str(window.engineer)}
    event = record(ticket, actor=None, code="window_opened", at=at, data=data)
    decide_in_window(ticket, promises.assess(ticket, at), at=at)
    publish("window.opened", str(event.pk), at=at)


def _remind(window: Window, at: datetime) -> None:
    """Remind once for each instant that has come; of several that are due at once, once."""
    window.due_at = rules.next_due(window.starts_at, window.ends_at, is_started=False, after=at)
    window.save(update_fields=["due_at"])
    data = {"window": window.pk, "starts_at": window.starts_at.isoformat()}
    event = record(window.ticket, actor=None, code="window_reminded", at=at, data=data, is_internal=True)
    publish("window.reminded", str(event.pk), at=at)
