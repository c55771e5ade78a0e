"""A mail has arrived; before its sender can note that, it is ended with -9."""

from tools.faults import owed
from tools.faults.plan import Plan
from tools.faults.sinks import Arrival

THREADS = 4


def run(plan: Plan) -> None:
    """The sink ends the worker when a mail is in, before it confirms it."""
    rig, times = plan.rig, plan.much(5, 2)
    left = [times]

    def strike(_arrival: Arrival) -> None:
        if left[0] > 0:
            left[0] -= 1
            fault.in_doubt += THREADS
            rig.kill("worker")

    with rig.fault(f"{times} kills between sending and marking") as fault:
        rig.sink.watch = strike
        plan.owed |= owed.call(rig, "between", times * 4)
        while left[0] > 0:
            rig.pause(0.2)
        rig.sink.watch = None
