"""The sweep over promises: warnings, breaches, what ended with its contract, what a renewal brings back."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from entitlements.models import Contract
from entitlements.querysets import GIVING
from tickets import rules
from tickets.models import Milestone, Ticket
from tickets.services import promises
from tickets.services.changes import lock
from tickets.services.sweeping import BATCH, do_each

INSTANT = timedelta(microseconds=1)


def warn_of_promises(at: datetime) -> int:
    """Record each warning that is due at `at`, once and at its own instant however late this comes; returns how many.

    Any number of these may run at once, as for `record_broken`.
    """
    due = Milestone.objects.warning_by(at).select_related("ticket", "basis").order_by("warn_at", "id")
    return do_each(due, transaction.atomic(partial(promises.warn_due, at=at)), kind="warning", at=at)


def record_broken(at: datetime) -> int:
    """Stop the clocks of ended coverage (R17), let renewed ones go on, record each breach once (I5).

    Any number of these may run at once, and any of them may be lost: the next one does the work. Returns how many
    breaches it recorded.
    """
    _stop_ended(at)
    resume_renewed(at)
    due = Milestone.objects.broken_by(at).select_related("ticket").order_by("due_at", "id")
    return do_each(due, transaction.atomic(promises.break_once), kind="breach", at=at)


def _stop_ended(at: datetime) -> None:
    """Ask the contract again for what came due, and for what has no instant because its term ends first.

    What came due leaves with this round. What has no instant stays until its term ends, however many there are: by
    chance each is asked again and again, and none for good before the others.
    """
    running = Milestone.objects.running().owed().filter(broken_at=None).select_related("ticket")
    ask = partial(_ask_again, at=at)
    do_each(running.filter(due_at__lte=at).order_by("due_at", "id"), ask, kind="coverage", at=at)
    do_each(running.filter(due_at=None).order_by("?"), ask, kind="coverage", at=at)


@transaction.atomic
def _ask_again(milestone: Milestone, at: datetime) -> bool:
    """Stop the ticket's clocks if its coverage was over before the promise was due; else find its instant.

    Whether either changed anything.
    """
    ticket = milestone.ticket
    lock(ticket)
    asked_at = milestone.due_at - INSTANT if milestone.due_at else at
    decision = promises.assess(ticket, asked_at).decision
    if not rules.coverage_ended(decision):
        changed = milestone.due_at is None and promises.find_dues(ticket, at=at)
    elif changed := bool(promises.stop(ticket, at=at, is_ended=True)):
        promises.tell(ticket, "coverage_ended", at=at, on=rules.coverage_ended_on(decision))
    if changed:
        ticket.save(update_fields=["next_promise_at"])
    return changed


def resume_renewed(at: datetime, *, limit: int = BATCH) -> int:
    """Let the stopped clocks of tickets that wait for nobody go on where a contract is in force again; how many did.

    A ticket whose organization has another contract in force stays among those that are asked, maybe for good. So
    which are asked is left to chance: none stands for good before the others. Whose contracts are in force is asked
    first: contracts that are joined to tickets may each be looked at for each ticket, where the database knows nothing
    of the tables yet.
    """
    in_force = Contract.objects.filter(status__in=GIVING, ends_on__gte=at.date())
    renewable = set(in_force.values_list("organization", flat=True))
    stopped = Milestone.objects.owed().filter(met_at=None, paused_at__isnull=False)
    stopped = stopped.exclude(ticket__status__in=rules.CLOCKS_STAND)
    asked = Ticket.objects.filter(pk__in=stopped.values("ticket"), organization__in=renewable).order_by("?")
    return do_each(asked, partial(_resume_if_renewed, at=at), kind="renewal", at=at, limit=limit)


@transaction.atomic
def _resume_if_renewed(ticket: Ticket, at: datetime) -> bool:
    lock(ticket)
    if not promises.clocks_run(ticket) or not rules.is_worked(promises.assess(ticket, at).decision):
        return False
    is_resumed = bool(promises.resume(ticket, at=at))
    if is_resumed:
        promises.tell(ticket, "coverage_resumed", at=at)
        ticket.save(update_fields=["next_promise_at"])
    return is_resumed
