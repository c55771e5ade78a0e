"""PostgreSQL ends without a word and starts again."""

from django.db import connection

from tools.faults import owed
from tools.faults.plan import Plan
from tools.faults.rig import until_ready

DOWN = (3.0, 45.0, 3.0)
"""Seconds until it is started again: nobody who waits for it may wait much longer than it was away."""
AT_ONCE = 5
"""How many deliveries may be under way: two of the worker, one of the night watch."""


def run(plan: Plan) -> None:
    """Crash it as `pg_ctl stop -m immediate` does, in the middle of deliveries."""
    rig = plan.rig
    for number, seconds in enumerate(DOWN[: plan.much(3, 1)]):
        with rig.fault(f"PostgreSQL crashed with -m immediate, down for {seconds:.0f} s") as fault:
            owed.write(rig, f"crashed-{number}", 40)
            rig.postgres.crash()
            connection.close()
            rig.pause(seconds)
            rig.postgres.start()
            until_ready(rig)
            fault.in_doubt += AT_ONCE
