"""Loads a portal, runs it step after step of `docs/operations.md`, and measures how many agents each step bears."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

from django.conf import settings
from django.core.management import call_command

from common import clock
from outbox.models import OutboundMessage
from portal.processes.group import ProcessGroup
from tools.bench.run import loaded
from tools.bench.worker import has_worked
from tools.faults.postgres import Postgres
from tools.faults.sinks import Sink
from tools.steps.drive import Crew
from tools.steps.report import FULL, HEAD, Found, lines, of_agents
from tools.steps.site import Site, Step, site
from tools.steps.work import hour, people

CLIENTS = 8
"""For each web server, which answers as many at once."""
WARM = 2
"""Hours of an agent that each web server is asked for before."""
MEASURED = 30.0
"""Seconds."""
LATE = timedelta(seconds=5)
OWN = frozenset({"postgres"})
BOTH = OWN | {"worker"}


def steps(cores: float) -> Iterator[Step]:
    """This machine as it is, and then machines of so many cores, as the list in `docs/operations.md` counts them."""
    yield Step("this machine, all on it", None, web=2)
    yield Step("1 all on one machine", cores)
    yield Step("2 PostgreSQL on its own", cores, apart=OWN)
    yield Step("3 a second web server", cores, 2, OWN)
    yield Step("4 the worker on its own", cores, 2, BOTH)
    yield Step("3 a third web server", cores, 3, BOTH)
    yield Step("5 PgBouncer between", cores, 3, BOTH, is_pooled=True)


def main(chosen: Mapping[str, object]) -> int:
    """Measure all steps, print them, and write JSON to `chosen["out"]`."""
    folder, found = Path(str(chosen["folder"])), []
    every, only = list(steps(float(str(chosen["cores"])))), str(chosen["only"])
    wanted = [step for step in every if only in step.name]
    if not wanted:
        sys.exit(f"No step is called {only}; there are: {', '.join(step.name for step in every)}.")
    with ExitStack() as stack:
        stack.callback(Sink(int(settings.EMAIL_PORT)).close)
        group = stack.enter_context(ProcessGroup(stack.enter_context((folder / "log").open("w")), os.environ))
        stack.callback(_begin(group, folder / "pg").crash)
        loaded(int(str(chosen["tickets"])))
        call_command("collectstatic", interactive=False, verbosity=0)
        crew, at = Crew(list(people())), clock.shared()
        _say(HEAD)
        for step in wanted:
            with site(step, group, folder) as running:
                running.wait("The worker does not come to an end.", lambda: has_worked(at))
                found.append(measured(running, crew))
            _say(*lines(found[-1]))
    _say(f"Of {found[-1].step}:", *of_agents(found[-1]))
    Path(str(chosen["out"])).write_text(json.dumps([asdict(each) for each in found], indent=1))
    return 0


def measured(running: Site, crew: Crew) -> Found:
    """Ask as fast as answers come. What the worker has left to do afterwards counts as if it were done as well."""
    clients = CLIENTS * running.step.web
    _settle(running)
    crew.warm(running.port, clients, WARM * running.step.web)
    _settle(running)
    before = running.spent()
    load = crew.rush(running.port, clients, MEASURED)
    spent = {name: after - before[name] for name, after in running.spent().items()}
    busy = running.busy(spent, load.seconds)
    _settle(running)
    whole = {name: after - before[name] for name, after in running.spent().items()}
    rate = len(load.took) / max(load.seconds, *running.busy(whole, 1).values())
    hours = len(load.took) / len(hour())
    agent: defaultdict[str, float] = defaultdict(float)
    for name, seconds in whole.items():
        agent[name.partition("-")[0]] += seconds / hours
    took = _took(running, crew, clients, rate) if running.step.cores is None else None
    return Found(running.step.name, rate, took, busy, dict(agent))


def _took(running: Site, crew: Crew, clients: int, rate: float) -> tuple[float, float]:
    """Milliseconds of answers at the pace that counts as full: the median, and what 95 in 100 take at most."""
    took = crew.pace(running.port, 2 * clients, FULL * rate, MEASURED).took
    return median(took), quantiles(took, n=20)[-1]


def _settle(running: Site) -> None:
    """Wait until the worker keeps up: nothing has been due for longer than a few seconds."""

    def keeps_up() -> bool:
        return not OutboundMessage.objects.due_by(clock.now() - LATE).filter(kind__in=("topic", "mail")).exists()

    running.wait("The worker does not keep up.", keeps_up)


def _begin(group: ProcessGroup, folder: Path) -> Postgres:
    """A PostgreSQL with an empty database."""
    postgres = Postgres(group, folder)
    postgres.start()
    while not postgres.is_ready():
        time.sleep(0.1)
    with postgres.connected() as connection:
        connection.execute("CREATE DATABASE portal")
    return postgres


def _say(*each: str) -> None:
    sys.stdout.write("\n".join((*each, "")))
    sys.stdout.flush()
