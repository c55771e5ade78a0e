"""Clocks that stand still and go on: with the state of the ticket, with its coverage, with a renewal."""

from datetime import datetime

from entitlements.portfolio import pinned
from tickets import rules
from tickets.models import Milestone, Ticket
from tickets.rules import Status
from tickets.services.promises._asking import as_filed, assess
from tickets.services.promises._keeping import break_once, refresh
from tickets.services.promises._pins import cover_of, pin, set_instants


def clocks_run(ticket: Ticket) -> bool:
    """Whether promises run where the ticket stands: not while it waits for its customer, and not in the trash."""
    is_gone = ticket.is_set_aside or ticket.merged_into_id is not None
    return not is_gone and Status(ticket.status) not in rules.CLOCKS_STAND


def follow(ticket: Ticket, *, at: datetime) -> None:
    """Stop the clocks where the ticket lets none run, else let them go on for what was left of them."""
    if clocks_run(ticket):
        resume(ticket, at=at)
    else:
        stop(ticket, at=at)


def stop(ticket: Ticket, *, at: datetime, is_ended: bool = False) -> int:
    """Stop the running clocks, keeping how much covered time they used; returns how many.

    What came due before `at` is recorded as broken first (I5), unless coverage `is_ended`: then time counts as long as
    the contract, as it stands, covers it (R17).
    """
    running = list(ticket.milestones.running().select_related("basis"))
    if not running:
        return 0
    contracted = as_filed(ticket).timeline if is_ended else None
    for milestone in running:
        milestone.ticket = ticket
        if not is_ended and milestone.due_at is not None and milestone.due_at <= at:
            break_once(milestone)
        since = milestone.resumed_at or milestone.starts_at
        counted = contracted or cover_of(milestone).track
        milestone.used_seconds += rules.whole_seconds(counted.between(since, at))
        milestone.paused_at, milestone.warn_at = at, None
    Milestone.objects.bulk_update(running, ["used_seconds", "paused_at", "warn_at"])
    refresh(ticket)
    return len(running)


def resume(ticket: Ticket, *, at: datetime) -> int:
    """Let stopped clocks go on, due when the covered time that was left has passed since `at`; returns how many.

    They count by what is pinned, and where that has no such time left by the contract after it. A promise that was
    broken before it was stopped stays due when it was. While coverage is over they stand still (R17).
    """
    stopped = list(ticket.milestones.filter(met_at=None, paused_at__isnull=False).select_related("basis"))
    if not stopped or rules.coverage_ended(assess(ticket, at).decision):
        return 0
    for milestone in stopped:
        milestone.ticket = ticket
        milestone.paused_at, milestone.resumed_at = None, at
        if milestone.broken_at is None:
            _count_on(milestone, at)
    Milestone.objects.bulk_update(stopped, [*_COUNTED, "paused_at"])
    refresh(ticket)
    return len(stopped)


def find_dues(ticket: Ticket, *, at: datetime) -> bool:
    """Give running promises that had no instant one, where a renewal brings it; whether it brought any."""
    found = []
    for milestone in ticket.milestones.running().filter(due_at=None, broken_at=None).select_related("basis"):
        milestone.ticket = ticket
        since = milestone.resumed_at or milestone.starts_at
        milestone.used_seconds += rules.whole_seconds(cover_of(milestone).track.between(since, at))
        milestone.resumed_at = at
        _count_on(milestone, at)
        if milestone.due_at is not None:
            found.append(milestone)
    Milestone.objects.bulk_update(found, [*_COUNTED, "used_seconds"])
    refresh(ticket)
    return bool(found)


_COUNTED = ("basis", "calendar_versions", "resumed_at", "due_at", "warn_at")


def _count_on(milestone: Milestone, at: datetime) -> None:
    """Find the instants of a clock that goes on at `at`: by what is pinned, or by what a renewal brings (R17)."""
    if set_instants(milestone, cover_of(milestone).track):
        return
    for assessment in (as_filed(milestone.ticket), assess(milestone.ticket, at)):
        cover = pinned.cover_of(assessment)
        if set_instants(milestone, cover.track):
            milestone.basis, milestone.calendar_versions = pin(cover), assessment.calendar_versions
            return
