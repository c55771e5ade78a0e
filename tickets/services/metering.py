"""How a meter is read and ended: what was counted is logged as time, charged by the ledger, and the rest goes back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext

from accounts.models import Agent, User
from entitlements.coverage import Mode
from entitlements.models import UnitHold
from entitlements.portfolio import open_hold
from entitlements.rules import units_for
from entitlements.services import settle_hold, unit_terms
from tickets import rules
from tickets.models import Meter, Ticket, TimeEntry


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands on a ticket's meter at an instant, before it starts, while it runs and when it has ended.

    `minutes` are charged and cost `units`; of `held` units `left` are not drawn yet, and `runs_out_at` is when the held
    time ends. `balance` can be agreed to besides. `is_used_up` says that nothing is charged until somebody agrees.
    """

    hold: UnitHold
    meter: Meter | None
    unit_minutes: int
    minutes: int
    units: int
    runs_out_at: datetime | None
    is_used_up: bool

    @property
    def held(self) -> int:
        """The units that the customer agreed to in all."""
        return self.hold.consented

    @property
    def left(self) -> int:
        """The held units that are not drawn."""
        return self.held - self.units

    @property
    def minutes_held(self) -> int:
        """The time that the held units pay."""
        return self.held * self.unit_minutes

    @property
    def balance(self) -> int:
        """What can be agreed to besides; after the end what was left then."""
        ended = self.meter.balance if self.meter else None
        return self.hold.account.balance if ended is None else ended

    @property
    def runs(self) -> bool:
        """Whether it counts, or would if there were units."""
        return self.meter is not None and self.meter.ended_at is None

    @property
    def fingerprint(self) -> str:
        """What the page shows, in short: it is drawn anew when this changes."""
        state = "ended" if self.meter and self.meter.ended_at else "runs" if self.meter else "waits"
        return f"{state}-{self.minutes}-{self.units}-{self.held}-{self.balance}-{int(self.is_used_up)}"


def unit_minutes() -> int:
    """How many minutes a time unit pays for now."""
    return unit_terms().unit_minutes


def holds_units(ticket: Ticket) -> bool:
    """Whether the ticket is a confirmed emergency that is not over: it has to be ended first."""
    return ticket.decision.get("mode") == Mode.EMERGENCY and open_hold(ticket.reference) is not None


def running(ticket: Ticket) -> Meter | None:
    """The meter that runs on the ticket, with its hold; None when none does."""
    return Meter.objects.running().filter(ticket=ticket).select_related("hold", "ticket", "started_by__user").first()


def run_of(meter: Meter) -> rules.Run:
    """The meter as the rules read it."""
    held = meter.hold.consented * meter.unit_minutes * 60
    return rules.Run(since=meter.resumed_at, used=meter.used_seconds, held=held, until=meter.covered_at)


def logged(ticket: int, since: datetime) -> int:
    """The minutes that were entered on the ticket of that number since then, without those that were cancelled."""
    entered = TimeEntry.objects.filter(ticket=ticket, cancelled_at=None, at__gte=since)
    return int(entered.aggregate(sum=Sum("minutes"))["sum"] or 0)


def read(ticket: Ticket, at: datetime) -> Reading | None:
    """What stands on the meter of the ticket's last emergency at `at`; None without one."""
    with_meter = ("account", "meter__started_by__user", "meter__ended_by__user")
    holds = UnitHold.objects.filter(subject=ticket.reference).select_related(*with_meter)
    hold = holds.order_by("-pk").first()
    meter: Meter | None = getattr(hold, "meter", None) if hold else None
    if hold is None:
        return None
    if meter is None:
        is_confirmed = hold.closed_at is None and ticket.decision.get("mode") == Mode.EMERGENCY
        return Reading(hold, None, unit_minutes(), 0, hold.used, None, is_used_up=False) if is_confirmed else None
    meter.hold = hold
    return _reading(hold, meter, at)


def _reading(hold: UnitHold, meter: Meter, at: datetime) -> Reading:
    if meter.ended_at is not None:
        return Reading(hold, meter, meter.unit_minutes, meter.minutes or 0, hold.used, None, is_used_up=False)
    run = run_of(meter)
    minutes = rules.whole_minutes(run.charged(at))
    units = units_for(minutes, unit_minutes=meter.unit_minutes, minimum=hold.minimum)
    return Reading(
        hold, meter, meter.unit_minutes, minutes, units, run.uses(100), is_used_up=run.charged(at) >= run.held
    )


def finish(meter: Meter, *, actor: User | None, at: datetime) -> dict[str, Any]:
    """End a running meter at `at`, and answer its account as the history keeps it.

    What it counted is entered as the time of whoever started it and charged once, rounded up for the incident; what is
    below the minimum is used in any case, the rest goes back (R11). The caller has locked the ticket, in its
    transaction.
    """
    ticket, hold = meter.ticket, meter.hold
    ends_at = at if meter.covered_at is None else min(at, meter.covered_at)
    minutes = rules.whole_minutes(run_of(meter).charged(ends_at))
    keys = [entry.pk for entry in _entries(meter, minutes - logged(ticket.pk, hold.opened_at), at)]
    use_key = f"{ticket.reference}/time:{keys[-1]}" if keys else f"{ticket.reference}/meter:{meter.pk}"
    closed = settle_hold(
        subject=ticket.reference,
        minutes=minutes,
        use_key=use_key,
        actor=actor,
        at=at,
        unit_minutes=meter.unit_minutes,
    )
    _settle(meter, closed or hold, minutes, actor, ends_at)
    return {
        "minutes": minutes,
        "used": meter.units_used,
        "returned": meter.units_returned,
        "balance": meter.balance,
        "meter": meter.pk,
    }


def _entries(meter: Meter, minutes: int, at: datetime) -> Iterator[TimeEntry]:
    """What the meter counted as time entries, none longer than a day."""
    while minutes > 0:
        part = min(minutes, rules.A_DAY)
        words = gettext("Emergency, by the meter")
        yield TimeEntry.objects.create(ticket=meter.ticket, agent=meter.started_by, minutes=part, what=words, at=at)
        minutes -= part


def _settle(meter: Meter, closed: UnitHold, minutes: int, actor: User | None, ended_at: datetime) -> None:
    """Keep the account with the meter."""
    closed.account.refresh_from_db(fields=["balance"])
    meter.ended_at = max(ended_at, meter.started_at)
    meter.ended_by = Agent.objects.filter(user=actor).first() if actor else None
    meter.asks = meter.asks_at = None
    meter.minutes, meter.units_used = minutes, closed.used
    meter.units_returned, meter.balance = closed.consented - closed.used, closed.account.balance
    meter.save()
