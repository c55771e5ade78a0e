"""Clocks of promises stay open across the end of the year and a change to summer time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from django.conf import settings

from common import clock
from tickets.models import Milestone
from tools.faults import owed
from tools.faults.plan import Plan

LEAD = timedelta(seconds=8)
CROSSINGS = (
    ("the year ends in Los Angeles", datetime(2027, 1, 1, 8, tzinfo=UTC), datetime(2027, 1, 6, 2, tzinfo=UTC)),
    ("summer time begins there", datetime(2027, 3, 14, 10, tzinfo=UTC), datetime(2027, 3, 17, 2, tzinfo=UTC)),
)
"""What happens, at which instant, and when everything that was promised across it has come due."""


def run(plan: Plan) -> None:
    """File tickets up to and over each instant, then move on to where their promises are broken."""
    for name, instant, after in CROSSINGS[: plan.much(2, 1)]:
        move(plan, instant - LEAD)
        with plan.rig.fault(f"{name}, with open clocks"):
            plan.load.rest(quiet=False)
            for customer in plan.load.customers:
                customer.pace = 0.1
            plan.rig.pause(2 * LEAD.total_seconds())
            plan.load.rest()
        move(plan, after)
        with plan.rig.fault("  and what was promised across it comes due"):
            until_recorded(plan)
    plan.load.rest(quiet=False)


def move(plan: Plan, to: datetime) -> None:
    """Move the clock while nothing is under way: a jump would end every lease."""
    rig = plan.rig
    plan.load.rest()
    rig.pause(2)
    rig.settled(rig.now(), monotonic())
    owed.answer_all(rig.now())
    rig.say(f"  the clock moves to {to:%Y-%m-%d %H:%M}")
    clock.move(Path(settings.PORTAL_CLOCK), to)


def until_recorded(plan: Plan) -> None:
    """Wait until every promise that is due is recorded as broken."""
    began = monotonic()
    while monotonic() - began < 90 and Milestone.objects.broken_by(plan.rig.now()).exists():  # noqa: PLR2004 - the bound
        plan.rig.pause(0.5)
