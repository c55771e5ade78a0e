"""Every connection to PostgreSQL is ended by its administrator, as a failover does."""

from django.db import connection

from tools.faults import owed
from tools.faults.plan import Plan

AT_ONCE = 5


def run(plan: Plan) -> None:
    """Cut all connections again and again while mails are owed."""
    rig, times = plan.rig, plan.much(10, 3)
    with rig.fault(f"all connections to PostgreSQL cut {times} times") as fault:
        for number in range(times):
            owed.write(rig, f"cut-{number}", 20)
            connection.close()
            rig.postgres.cut()
            fault.in_doubt += AT_ONCE
            rig.pause(1)
