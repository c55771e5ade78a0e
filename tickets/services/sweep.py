"""The sweep over promises: what came due, what ended with its contract, what a renewal brings back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tickets import rules
from tickets.models import Milestone, Ticket
from tickets.services import promises
from tickets.services.changes import lock

BATCH = 200
INSTANT = timedelta(microseconds=1)


def record_broken(at: datetime) -> int:
    """Stop the clocks of ended coverage (R17), let renewed ones go on, record each breach once (I5).

    Any number of these may run at once, and any of them may be lost: the next one does the work. Returns how many
    breaches it recorded.
    """
    _stop_ended(at)
    _resume_renewed(at)
    due = Milestone.objects.broken_by(at).select_related("ticket").order_by("due_at", "id")
    return sum(_break(milestone) for milestone in due[:BATCH])


@transaction.atomic
def _break(milestone: Milestone) -> bool:
    return promises.break_once(milestone)


def _stop_ended(at: datetime) -> None:
    """Ask the contract again for what came due, and for what has no instant because its term ends first."""
    running = Milestone.objects.running().owed().filter(Q(due_at__lte=at) | Q(due_at=None), broken_at=None)
    for milestone in running.select_related("ticket").order_by("due_at", "id")[:BATCH]:
        _ask_again(milestone, at)


@transaction.atomic
def _ask_again(milestone: Milestone, at: datetime) -> None:
    """Stop the ticket's clocks if its coverage was over before the promise was due; else find its instant."""
    ticket = milestone.ticket
    lock(ticket)
    asked_at = milestone.due_at - INSTANT if milestone.due_at else at
    if not rules.coverage_ended(promises.assess(ticket, asked_at).decision):
        changed = milestone.due_at is None and promises.find_dues(ticket, at=at)
    elif changed := bool(promises.stop(ticket, at=at)):
        promises.tell(ticket, "coverage_ended", at=at)
    if changed:
        ticket.save(update_fields=["next_promise_at"])


def _resume_renewed(at: datetime) -> None:
    """Let the stopped clocks of tickets that wait for nobody go on where a contract is in force again."""
    today = at.date()
    in_force = Q(organization__contracts__status="active", organization__contracts__ends_on__gte=today)
    stopped = Milestone.objects.owed().filter(met_at=None, paused_at__isnull=False)
    tickets = Ticket.objects.filter(in_force, milestones__in=stopped).exclude(status__in=rules.CLOCKS_STAND)
    for ticket in tickets.distinct().order_by("id")[:BATCH]:
        _resume_if_renewed(ticket, at)


@transaction.atomic
def _resume_if_renewed(ticket: Ticket, at: datetime) -> None:
    lock(ticket)
    if not promises.clocks_run(ticket) or not rules.is_worked(promises.assess(ticket, at).decision):
        return
    if promises.resume(ticket, at=at):
        promises.tell(ticket, "coverage_resumed", at=at)
        ticket.save(update_fields=["next_promise_at"])
