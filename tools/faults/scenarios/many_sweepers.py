"""Two beats, and five sweepers besides the worker, over the same due mails."""

import signal
import sys
from pathlib import Path
from time import monotonic

from django.conf import settings

from tools.faults import owed
from tools.faults.plan import Plan

SWEEPERS = 5
SWEEP = "import django; django.setup(); from tools.faults.sweeper import main; main()"
SLOW = 0.02


def run(plan: Plan) -> None:
    """Nobody is ended here, so nothing may arrive twice."""
    rig, mails = plan.rig, plan.much(400, 80)
    names = [f"sweeper-{number}" for number in range(SWEEPERS)]
    with rig.fault(f"two beats and {SWEEPERS} sweepers over {mails} mails"):
        rig.group.start("beat-2", [*rig.commands()["beat"][:-1], str(rig.folder / "beat-2")])
        pids = [rig.group.start(name, [sys.executable, "-c", SWEEP]) for name in names]
        until_ready(plan, pids)
        rig.sink.delay = SLOW
        owed.write(rig, "sweepers", mails)
        rig.settled(rig.now(), monotonic())
        rig.sink.delay = 0.0
        for name in (*names, "beat-2"):
            rig.signal(name, signal.SIGTERM)


def until_ready(plan: Plan, pids: list[int]) -> None:
    """Wait until every sweeper has said so."""
    while not all((Path(settings.VAR) / f"sweeper-{pid}").exists() for pid in pids):
        plan.rig.pause(0.2)
