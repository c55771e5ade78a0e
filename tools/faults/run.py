"""Runs every fault in turn under load, and says what came of it."""

import os
import random
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic

from django.conf import settings

from portal.processes.group import ProcessGroup
from tools.faults import spread, world
from tools.faults.browser import Browser, NoAnswerError
from tools.faults.load import Load
from tools.faults.postgres import Postgres
from tools.faults.reconcile import Line, lines
from tools.faults.rig import Rig, until_ready
from tools.faults.scenarios import ENDING_DELIVERIES, SCENARIOS, Plan
from tools.faults.sinks import Sink

READY = 300.0
"""Seconds within which the portal must answer at first."""


def main() -> int:
    """Run the chosen scenarios; 0 when every invariant held."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("The suite was told to end."))
    began, folder = monotonic(), Path(os.environ["FAULTS_FOLDER"])
    seed, is_short = int(os.environ["FAULTS_SEED"]), os.environ["FAULTS_SHORT"] == "1"
    only = set(filter(None, os.environ["FAULTS_ONLY"].split(",")))
    rng = random.Random(seed)  # noqa: S311 - repeatable choices
    with rigged(folder, rng) as rig:
        load = Load(rig.web, rng)
        plan = Plan(rig, load, is_short=is_short)
        load.start()
        perform(plan, [name for name in SCENARIOS if not only or name in only])
        load.end()
        rig.settled(rig.now(), monotonic())
        found = lines(load.book, rig.sink.arrivals(), rig.faults, plan.owed, rig.now())
        if rig.is_spread:
            rig.say(spread.answered(folder, rig.servers))
        rig.say("The processes end.")
    return told(found, seed, monotonic() - began)


def perform(plan: Plan, names: list[str]) -> None:
    """Run the scenarios of these names; in the short form those that end deliveries recover together.

    What a worker held when it was ended is free when its lease is over: to wait for that once is enough there.
    """
    ending = [name for name in names if name in ENDING_DELIVERIES and plan.is_short]
    if ending:
        with plan.rig.fault("deliveries are ended in every way, one after the other"):
            for name in ending:
                SCENARIOS[name](plan)
    for name in names:
        if name not in ending:
            SCENARIOS[name](plan)


@contextmanager
def rigged(folder: Path, rng: random.Random) -> Iterator[Rig]:
    """The whole portal in a process group, ready to answer; all of it is ended, whatever happens."""
    sink = Sink(int(settings.EMAIL_PORT))
    with ExitStack() as stack:
        stack.callback(sink.close)
        log = stack.enter_context((folder / "log").open("w"))
        if kept := os.environ.get("FAULTS_LOG"):
            stack.callback(lambda: Path(kept).write_text((folder / "log").read_text()))
        group = stack.enter_context(ProcessGroup(log, os.environ))
        rig = Rig(group, folder, rng, sys.stdout, sink, Postgres(group, folder / "pg"))
        rig.postgres.start()
        stack.callback(rig.postgres.crash)
        stack.callback(rig.stop)
        until_ready(rig)
        with rig.postgres.connected() as connection:
            connection.execute("CREATE DATABASE faults")
        rig.start_between()
        rig.start_redis()
        world.make()
        rig.say("The world is made.")
        rig.start_portal()
        until_answered(rig)
        yield rig


def until_answered(rig: Rig) -> None:
    """Wait until the portal answers and its worker has swept.

    Raises:
        TimeoutError: if it does not come.
    """
    began, browser = monotonic(), Browser(rig.web, "")
    while monotonic() - began < READY:
        try:
            if browser.get("/healthz/").status == 200 and "deliveries" in metrics(rig):  # noqa: PLR2004 - OK
                rig.say("The portal answers, and its worker sweeps.")
                return
        except NoAnswerError:
            pass
        rig.pause(0.5)
    raise TimeoutError((rig.folder / "log").read_text()[-4000:])


def metrics(rig: Rig) -> str:
    """What the portal says of itself."""
    return Browser(rig.web, "").get("/metrics", bearer=settings.METRICS_TOKEN).page


def told(found: list[Line], seed: int, seconds: float) -> int:
    """Print a line for each invariant and the summary last; 0 when all held."""
    out = sys.stdout
    out.write(f"\n{'':4} {'':32} {'counted':>8} {'lost':>6} {'doubled':>8}\n")
    for line in found:
        state = "holds " if line.holds else "BROKEN"
        out.write(
            f"{line.code:4} {line.meaning:32} {line.counted:8} {line.lost:6} {line.doubled:8}  {state} {line.note}\n"
        )
    broken = [line.code for line in found if not line.holds]
    verdict = f"broken: {', '.join(broken)}" if broken else "nothing lost, nothing doubled"
    out.write(f"\n{verdict}; {seconds:.0f} s, SEED={seed}\n")
    return int(bool(broken))
