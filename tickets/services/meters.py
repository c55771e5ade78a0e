"""A confirmed emergency runs by its meter: an agent starts and ends it, the customer agrees to more (R10, R11)."""

from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import Agent, User
from common.refusal import Unable
from entitlements.coverage import Mode
from entitlements.models import UnitHold
from entitlements.portfolio import open_hold
from entitlements.services import UnableToHoldUnits, UnableToRefund, close_hold, hold_more_units, unit_terms
from entitlements.services import propose_refund as propose
from oncall.services import acknowledge_about
from outbox.services import publish
from tickets import permissions
from tickets.models import Meter, Ticket
from tickets.rules import Act, Role
from tickets.services import covering, metering, promises
from tickets.services.changes import check_edit, destination, lock, move, record, touch
from tickets.services.sweeping import do_each


class UnableToMeter(Unable):
    """Codes: those of `tickets.rules.Refusal`, `forbidden`, `changed_meanwhile`.

    Also `nothing_held`, `meter_runs`, `covered_otherwise`, `nothing_runs`; `not_so_many_units` and
    `units_are_positive` of the ledger; `no_refunds`, `refund_needs_reason`, `nothing_used`, `refunded_already`.
    """


@transaction.atomic
def start_meter(*, ticket: Ticket, agent: Agent, at: datetime, edit: int | None = None) -> Meter:
    """Begin the work of a confirmed emergency: from now on its time is charged, up to what is held.

    Who begins has the page, and nobody else is called.

    Raises:
        UnableToMeter: when no units are held for it, it runs already, or something else covers the ticket.
    """
    lock(ticket)
    check_edit(ticket, edit, UnableToMeter)
    goes_to = destination(ticket, Act.WORK, actor=agent.user, at=at, refusal=UnableToMeter)
    hold = open_hold(ticket.reference)
    if hold is None or ticket.decision.get("mode") != Mode.EMERGENCY:
        raise UnableToMeter("nothing_held")
    if metering.running(ticket) is not None:
        raise UnableToMeter("meter_runs")
    is_alone, covered_at = promises.emergency_until(ticket, at)
    if not is_alone:
        raise UnableToMeter("covered_otherwise")
    meter = _begin(ticket, hold, agent, at, covered_at)
    move(ticket, goes_to, actor=agent.user, at=at)
    event = record(ticket, actor=agent.user, code="emergency_started", at=at, data={"meter": meter.pk})
    touch(ticket, at=at)
    acknowledge_about(key=f"ticket:{ticket.pk}", agent=agent, at=at)
    publish("emergency.started", str(event.pk), at=at)
    return meter


@transaction.atomic
def agree_to_more(*, ticket: Ticket, actor: User, units: int, at: datetime, edit: int | None = None) -> Meter:
    """Hold `units` more for a running emergency because its customer agrees; what was not charged stays uncharged.

    Raises:
        UnableToMeter: when nothing runs, `actor` is not on the customer's side, or there are not so many units.
    """
    lock(ticket)
    check_edit(ticket, edit, UnableToMeter)
    if permissions.role_of(actor, ticket) is not Role.CUSTOMER:
        raise UnableToMeter("customers_only")
    if not permissions.may_write(actor, ticket):
        raise UnableToMeter("forbidden")
    meter = metering.running(ticket)
    if meter is None or (meter.covered_at is not None and meter.covered_at <= at):
        raise UnableToMeter("nothing_runs")
    charged = metering.run_of(meter).charged(at)
    try:
        meter.hold = hold_more_units(subject=ticket.reference, units=units, actor=actor, at=at)
    except UnableToHoldUnits as refusal:
        raise UnableToMeter(refusal.code, refusal.reasons) from refusal
    meter.used_seconds, meter.resumed_at, meter.asked_at = charged, at, None
    _ask_after(meter, 0)
    meter.save()
    data = {"units": units, "meter": meter.pk}
    event = record(ticket, actor=actor, code="emergency_extended", at=at, data=data)
    touch(ticket, at=at)
    publish("emergency.extended", str(event.pk), at=at)
    return meter


@transaction.atomic
def end_meter(*, ticket: Ticket, agent: Agent, at: datetime, edit: int | None = None) -> Meter | None:
    """End an emergency with its account; one that was never started gives all its units back, and has no meter.

    What is left of the ticket is decided anew: it waits for the desk, or its customer confirms another emergency.

    Raises:
        UnableToMeter: when nothing runs and nothing is held, or somebody else ended it meanwhile.
    """
    lock(ticket)
    check_edit(ticket, edit, UnableToMeter)
    destination(ticket, Act.NOTE, actor=agent.user, at=at, refusal=UnableToMeter)
    meter = metering.running(ticket)
    if meter is None and not (ticket.decision.get("mode") == Mode.EMERGENCY and open_hold(ticket.reference)):
        raise UnableToMeter("nothing_runs")
    _end(ticket, meter, agent.user, at)
    return meter


@transaction.atomic
def propose_refund(*, ticket: Ticket, agent: Agent, reason: str, at: datetime) -> None:
    """Propose that the units of the ticket's last incident go back; a contract administrator decides (R11).

    Raises:
        UnableToMeter: when units are not refunded, no defect is named, nothing was used, or it was proposed already.
    """
    lock(ticket)
    destination(ticket, Act.NOTE, actor=agent.user, at=at, refusal=UnableToMeter)
    try:
        refund = propose(subject=ticket.reference, reason=reason, actor=agent.user, at=at)
    except UnableToRefund as refusal:
        raise UnableToMeter(refusal.code) from refusal
    data = {"refund": refund.pk, "units": refund.hold.used, "reason": refund.reason}
    record(ticket, actor=agent.user, code="refund_proposed", at=at, data=data, is_internal=True)


def watch_meters(at: datetime) -> int:
    """Ask the customers whose held time runs out, and end what is covered otherwise by `at`; returns how many.

    Any number of these may run at once, and any of them may be lost: the next one does the work, once.
    """
    due = Meter.objects.due_by(at).select_related("ticket").order_by("pk")
    return do_each(due, partial(_watch, at=at), kind="meter", at=at)


@transaction.atomic
def _watch(due: Meter, at: datetime) -> bool:
    ticket = due.ticket
    lock(ticket)
    meter = metering.running(ticket)
    if meter is None:
        return False
    if meter.covered_at is not None and meter.covered_at <= at:
        _end(ticket, meter, None, at)
        return True
    return _ask(ticket, meter, at)


def _ask(ticket: Ticket, meter: Meter, at: datetime) -> bool:
    """Ask the customer whether the work goes on: once for each share, of several that are due for the greatest."""
    asked = None
    while meter.asks is not None and meter.asks_at is not None and meter.asks_at <= at:
        asked = meter.asks
        _ask_after(meter, asked)
    if asked is None:
        return False
    meter.asked_at = at
    meter.save(update_fields=["asks", "asks_at", "asked_at"])
    data = {"percent": asked, "units": meter.hold.consented, "meter": meter.pk}
    event = record(ticket, actor=None, code="emergency_asked", at=at, data=data)
    publish("emergency.asked", str(event.pk), at=at)
    return True


def _begin(ticket: Ticket, hold: UnitHold, agent: Agent, at: datetime, covered_at: datetime | None) -> Meter:
    """The meter of a hold, with what was logged on the incident before it."""
    meter = Meter(
        ticket=ticket,
        hold=hold,
        unit_minutes=unit_terms().unit_minutes,
        started_at=at,
        started_by=agent,
        used_seconds=metering.logged(ticket.pk, hold.opened_at) * 60,
        resumed_at=at,
        covered_at=covered_at,
    )
    _ask_after(meter, 0)
    meter.save(force_insert=True)
    return meter


def _ask_after(meter: Meter, percent: int) -> None:
    following = metering.run_of(meter).ask_after(percent)
    meter.asks, meter.asks_at = following or (None, None)


def _end(ticket: Ticket, meter: Meter | None, actor: User | None, at: datetime) -> None:
    """Settle what is held and put the ticket under the decision that it has without the emergency."""
    if meter is None:
        close_hold(subject=ticket.reference, actor=actor, at=at, is_served=False)
    account = metering.finish(meter, actor=actor, at=at) if meter else {}
    assessment = promises.assess(ticket, at, emergency_confirmed=False)
    event = covering.decide_without_emergency(ticket, assessment, actor=actor, at=at, account=account)
    if meter is not None:
        publish("emergency.ended", str(event.pk), at=at)
