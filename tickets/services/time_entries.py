"""The minutes that agents work on tickets; rows are added and cancelled, never edited."""

from datetime import datetime

from django.db import transaction

from accounts.models import Agent, User
from common.refusal import Unable
from entitlements.portfolio import open_hold
from entitlements.services import use_units
from tickets import rules
from tickets.models import Ticket, TimeEntry
from tickets.rules import Act
from tickets.services import metering, window_accounts
from tickets.services.changes import destination, lock, record


class UnableToLogTime(Unable):
    """Codes: `agents_only`, `forbidden`, `no_time`, `over_a_day`, `nothing_said`, `meter_runs`."""


class UnableToCancelTime(Unable):
    """Codes: `agents_only`, `forbidden`, `not_your_time`, `already_cancelled`, `meter_runs`."""


@transaction.atomic
def log_time(*, ticket: Ticket, agent: Agent, minutes: int, what: str, at: datetime) -> TimeEntry:
    """Enter that an agent worked so many minutes on a ticket, and at what.

    Raises:
        UnableToLogTime: when it is no time of one day, nothing is said of it, or a meter counts it already.
    """
    entry = enter_time(ticket=ticket, agent=agent, minutes=minutes, what=what, at=at)
    _charge(ticket, f"{ticket.reference}/time:{entry.pk}", agent.user, at)
    return entry


def enter_time(*, ticket: Ticket, agent: Agent, minutes: int, what: str, at: datetime) -> TimeEntry:
    """What `log_time` does in its transaction before units are charged."""
    if not 1 <= minutes <= rules.A_DAY:
        raise UnableToLogTime("over_a_day" if minutes > rules.A_DAY else "no_time")
    if not what.strip():
        raise UnableToLogTime("nothing_said")
    lock(ticket)
    destination(ticket, Act.NOTE, actor=agent.user, at=at, refusal=UnableToLogTime)
    if metering.running(ticket) is not None:
        raise UnableToLogTime("meter_runs")
    entry = TimeEntry.objects.create(ticket=ticket, agent=agent, minutes=minutes, what=what.strip()[:200], at=at)
    data = {"entry": entry.pk, "minutes": minutes}
    record(ticket, actor=agent.user, code="time_logged", at=at, data=data, is_internal=True)
    return entry


@transaction.atomic
def cancel_time(*, entry: TimeEntry, actor: User, at: datetime) -> None:
    """Take a mistake out of the sum; the row stays. Agents cancel their own, a lead of the ticket's desk all.

    Raises:
        UnableToCancelTime: when it is another agent's, or cancelled already.
    """
    ticket = entry.ticket
    lock(ticket)
    destination(ticket, Act.NOTE, actor=actor, at=at, refusal=UnableToCancelTime)
    if not may_cancel_time(entry, actor):
        raise UnableToCancelTime("not_your_time")
    if metering.running(ticket) is not None:
        raise UnableToCancelTime("meter_runs")
    standing = TimeEntry.objects.filter(pk=entry.pk, cancelled_at=None)
    if standing.update(cancelled_at=at, cancelled_by=actor) != 1:
        raise UnableToCancelTime("already_cancelled")
    _charge(ticket, f"{ticket.reference}/time:{entry.pk}/cancelled", actor, at)
    data = {"entry": entry.pk, "minutes": entry.minutes}
    record(ticket, actor=actor, code="time_cancelled", at=at, data=data, is_internal=True)


def _charge(ticket: Ticket, use_key: str, actor: User, at: datetime) -> None:
    """Let an incident or a window that is paid by time unit have used what was logged since it began (R9, R11)."""
    window_accounts.charge(ticket, use_key=use_key, actor=actor, at=at)
    hold = open_hold(ticket.reference)
    if hold is None:
        return
    minutes = metering.logged(ticket.pk, hold.opened_at)
    use_units(subject=ticket.reference, minutes=minutes, use_key=use_key, actor=actor, at=at)


def may_cancel_time(entry: TimeEntry, actor: User) -> bool:
    """Whether `actor` entered it or leads the desk of its ticket."""
    if entry.agent.user_id == actor.pk:
        return True
    return actor.agent.memberships.filter(desk=entry.ticket.desk_id, is_lead=True).exists()
