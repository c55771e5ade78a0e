"""The broker is gone for a minute."""

import signal

from tools.faults import owed
from tools.faults.plan import Plan


def run(plan: Plan) -> None:
    """Redis ends; tickets are filed and mails owed without it; it starts again, empty."""
    rig, seconds = plan.rig, plan.much(60, 8)
    with rig.fault(f"Redis stopped for {seconds} s", broker=True):
        rig.signal("redis", signal.SIGKILL)
        owed.write(rig, "stopped", 20)
        rig.pause(seconds)
        rig.start_redis()
