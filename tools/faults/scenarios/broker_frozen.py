"""The broker hangs: it takes connections and answers nothing."""

import signal

from tools.faults import owed
from tools.faults.plan import Plan


def run(plan: Plan) -> None:
    """SIGSTOP, then SIGCONT: nothing is refused, so whoever waits for an answer waits for all of it."""
    rig, seconds = plan.rig, plan.much(45, 8)
    with rig.fault(f"Redis frozen for {seconds} s", broker=True):
        rig.signal("redis", signal.SIGSTOP)
        try:
            owed.write(rig, "frozen", 20)
            rig.pause(seconds)
        finally:
            rig.signal("redis", signal.SIGCONT)
