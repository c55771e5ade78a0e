"""The broker forgets everything, again and again."""

from tools.faults import owed
from tools.faults.plan import Plan


def run(plan: Plan) -> None:
    """FLUSHALL while tickets are filed and mails are owed."""
    rig, times = plan.rig, plan.much(10, 3)
    with rig.fault(f"Redis wiped {times} times", broker=True), rig.broker() as broker:
        for number in range(times):
            owed.write(rig, f"wiped-{number}", 10)
            broker.flushall()
            rig.pause(1)
