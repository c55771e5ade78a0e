"""Who works in a booked window when its engineer cannot: found, told, and given to somebody else (R9)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from accounts.models import Agent, User
from entitlements.coverage import Span
from oncall.models import Reservation
from oncall.portfolio import capacity, hindrances
from oncall.services import UnableToReserve
from oncall.services import move as move_reservation
from tickets.models import Window
from tickets.rules import Act
from tickets.services import window_accounts
from tickets.services.changes import destination, lock, touch
from tickets.services.sweeping import do_each
from tickets.services.windows._draft import UnableToBook
from tickets.services.windows._telling import tell, told_of

AHEAD = timedelta(days=60)
"""How far ahead a window is looked at whose engineer cannot work in it."""


def unstaffed(windows: Iterable[Window]) -> dict[int, str]:
    """Why the engineer cannot work, by the key of each booked window, fetched with all of it, whose engineer cannot."""
    by_desk: dict[int, list[Window]] = {}
    for window in windows:
        if window.state == Window.State.BOOKED and window.ticket.desk_id is not None:
            by_desk.setdefault(window.ticket.desk_id, []).append(window)
    found = {}
    for listed in by_desk.values():
        desk = listed[0].ticket.desk
        kept = {each.reservation_id: each for each in listed}
        reasons = hindrances(desk, [each.reservation for each in listed]) if desk else {}
        found.update({kept[key].pk: reason for key, reason in reasons.items()})
    return found


def substitutes(window: Window) -> list[Agent]:
    """Who else of the desk is free for all of the window, by name."""
    desk = window.ticket.desk
    if desk is None:
        return []
    span = Span(window.starts_at, window.ends_at)
    free = capacity(desk, span, besides=window.reservation).free(span)
    return [agent for agent in free if agent != window.engineer]


@transaction.atomic
def give_window(*, window: Window, agent: Agent, actor: User, at: datetime) -> Window:
    """Let another engineer of the desk work in a booked window; customer and both engineers are told.

    Raises:
        UnableToBook: when it is open or over, `actor` does not work its ticket, or `agent` is not free then.
    """
    ticket = window.ticket
    lock(ticket)
    found = window_accounts.live_window(ticket)
    if found is None:
        raise UnableToBook("is_over")
    if found.started_at is not None or found.starts_at <= at:
        raise UnableToBook("is_open")
    destination(ticket, Act.NOTE, actor=actor, at=at, refusal=UnableToBook)
    found.ticket, before = ticket, found.engineer
    if agent not in substitutes(found):
        raise UnableToBook("not_free", (str(agent),))
    found.reservation = _kept(found, agent, actor, at)
    found.sequence += 1
    found.save(update_fields=["reservation", "sequence"])
    ticket.assignee = agent
    touch(ticket, "assignee", at=at)
    tell(found, "given", actor, at, {"was": str(before), "released": [before.pk]})
    return found


def _kept(window: Window, agent: Agent, actor: User, at: datetime) -> Reservation:
    times = {"starts_at": window.starts_at, "ends_at": window.ends_at}
    try:
        return move_reservation(reservation=window.reservation, **times, actor=actor, at=at, agent=agent)
    except UnableToReserve as refusal:
        raise UnableToBook("not_free", (str(agent),)) from refusal


def watch_windows(at: datetime) -> int:
    """Tell who answers for a desk of each window ahead whose engineer cannot work in it, once; how many were told."""
    ahead = Window.objects.live().filter(started_at=None, starts_at__gt=at, starts_at__lt=at + AHEAD).with_all()
    reasons = unstaffed(ahead)
    if not reasons:
        return 0
    due = Window.objects.filter(pk__in=reasons).select_related("ticket").order_by("starts_at", "pk")
    return do_each(due, partial(_tell_once, reasons=reasons, at=at), kind="window", at=at)


@transaction.atomic
def _tell_once(due: Window, *, reasons: dict[int, str], at: datetime) -> bool:
    lock(due.ticket)
    window = window_accounts.live_window(due.ticket)
    if window is None or window.started_at is not None:
        return False
    window.ticket = due.ticket
    facts: dict[str, str | int] = {"why": reasons[due.pk], "agent": window.engineer.pk, "sequence": window.sequence}
    if told_of(window, facts):
        return False
    tell(window, "unstaffed", None, at, facts, is_internal=True)
    return True
