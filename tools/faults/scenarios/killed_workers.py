"""Workers and children of their pools are ended with -9 at random, while many pages are due."""

from tools.faults import owed
from tools.faults.plan import Plan

SLOW = 0.15
"""Seconds that the mail server takes for each mail, so that most kills hit a delivery under way."""
CHILDREN = 2


def run(plan: Plan) -> None:
    """300 pages are due; 30 times somebody is ended: every third time the worker itself, else a child of its pool."""
    rig, pages, kills = plan.rig, plan.much(300, 60), plan.much(30, 6)
    with rig.fault(f"{kills} kills with -9 over {pages} due pages") as fault:
        rig.sink.delay = SLOW
        plan.owed |= owed.call(rig, "kills", pages)
        for number in range(kills):
            rig.pause(rig.rng.uniform(0.3, 1.5))
            if number % 3 == 2:  # noqa: PLR2004 - every third
                rig.kill("worker")
                fault.in_doubt += CHILDREN
            else:
                rig.kill_child("worker")
                fault.in_doubt += 1
        rig.sink.delay = 0.0
