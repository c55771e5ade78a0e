"""Workers are ended with -9 at random, while many pages are due."""

from tools.faults import owed
from tools.faults.plan import Plan

SLOW = 0.15
"""Seconds that the mail server takes for each mail, so that most kills hit a delivery under way."""
THREADS = 4
PAUSE = 3.0, 6.0
"""Seconds between two kills: it is started again within a second, and has begun to deliver two or three later."""


def run(plan: Plan) -> None:
    """300 pages are due; 30 times the worker is ended, with what its threads have under way."""
    rig, pages, kills = plan.rig, plan.much(300, 60), plan.much(30, 6)
    with rig.fault(f"{kills} kills with -9 over {pages} due pages") as fault:
        rig.sink.delay = SLOW
        plan.owed |= owed.call(rig, "kills", pages)
        for _ in range(kills):
            rig.pause(rig.rng.uniform(*PAUSE))
            rig.kill("worker")
            fault.in_doubt += THREADS
        rig.sink.delay = 0.0
