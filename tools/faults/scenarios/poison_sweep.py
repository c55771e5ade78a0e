"""One due row breaks its sweep; the others' steps are taken, somebody is told, and it goes on once it is mended."""

from collections.abc import Callable
from time import monotonic

from django.db import connection

from oncall import rules
from oncall import services as oncall
from oncall.models import Attempt, EscalationRun, Stumble
from outbox.models import OutboundMessage
from tools.faults import owed
from tools.faults.plan import Plan
from tools.faults.rig import BOUND

REFUSED = "ALTER TABLE oncall_attempt ADD CONSTRAINT suite_refused CHECK (run_id <> {}) NOT VALID"
TAKEN_AGAIN = "ALTER TABLE oncall_attempt DROP CONSTRAINT suite_refused"


class StillThereError(Exception):
    """What must happen within the bound did not."""


def run(plan: Plan) -> None:
    """The step of an escalation that no sweep can take, nor call the fallback for it, is due before all others."""
    rig, count = plan.rig, plan.much(20, 6)
    with rig.fault(f"{count} calls before one breaks its sweep"):
        plan.owed |= owed.call(rig, "poison-sweep", count)
    runs = EscalationRun.objects.running().filter(page__dedupe_key__startswith="suite:poison-sweep:")
    bad, *good = runs.order_by("pk").values_list("pk", flat=True)
    before = Attempt.objects.filter(run__in=good).count()
    change(REFUSED.format(int(bad)))
    try:
        with rig.fault(f"a poison row stands before the steps of {len(good)} others"):
            runs.update(due_at=rig.now())
            until(plan, lambda: Attempt.objects.filter(run__in=good).count() >= before + len(good), "the others wait")
        set_aside(plan, bad)
    finally:
        change(TAKEN_AGAIN)
    mended(plan, bad)


def set_aside(plan: Plan, bad: int) -> None:
    """It rests and the fallback is told at the first try; at the last one it is set aside and asked no more."""
    rows = Stumble.objects.filter(kind="escalation", row=bad)
    until(plan, rows.exists, "nothing rests")
    told = OutboundMessage.objects.filter(name="oncall/mail/stuck", dedupe_key__startswith=f"stuck:{rows.get().pk}:")
    until(plan, told.sent().exists, "nobody is told")
    plan.rig.say(f"  rests, and the fallback is told: {rows.get().reason[:60]}")
    rows.update(tries=rules.TRIES - 1, due_at=plan.rig.now())
    EscalationRun.objects.filter(pk=bad).update(due_at=plan.rig.now())
    until(plan, rows.set_aside().exists, "it is tried for ever")
    plan.rig.say("  set aside after the last try")


def mended(plan: Plan, bad: int) -> None:
    """The database takes it again; let go on, its step is taken."""
    rows = Stumble.objects.filter(kind="escalation", row=bad)
    with plan.rig.fault("a row that was set aside is mended and goes on"):
        EscalationRun.objects.filter(pk=bad).update(due_at=plan.rig.now())
        oncall.let_go_on(stumbles=list(rows.values_list("pk", flat=True)), at=plan.rig.now())
        until(plan, lambda: not rows.exists(), "it does not go on")
    owed.answer_all(plan.rig.now())


def until(plan: Plan, is_so: Callable[[], bool], otherwise: str) -> None:
    """Wait until something is so.

    Raises:
        StillThereError: if it is not within the bound.
    """
    began = monotonic()
    while not is_so():
        if monotonic() - began > BOUND:
            raise StillThereError(f"Poison of a sweep: {otherwise}.")
        plan.rig.pause(0.5)


def change(sql: str) -> None:
    """Change a table."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
