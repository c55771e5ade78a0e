"""Measures one database with one number of tickets, in a process whose settings name it."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from common import clock
from portal.processes.group import ProcessGroup
from tickets.models import Ticket
from tools.bench import report, worker
from tools.bench.haste import analyse, in_haste, may_skip_checks
from tools.bench.load import Amount, load
from tools.bench.measure import Stand
from tools.bench.pages import Cast, pages
from tools.bench.server import start


def main(chosen: dict[str, object]) -> int:
    """Load what is not there, start the servers, measure, print, and write JSON to `chosen["out"]`."""
    seconds = loaded(int(str(chosen["tickets"])))
    call_command("collectstatic", interactive=False, verbosity=0)
    only = [name for name in str(chosen["only"]).split(",") if name]
    asked = [page for page in pages(Cast()) if page.is_bare or not only or any(name in page.name for name in only)]
    with (Path(settings.VAR) / "log").open("w") as log, ProcessGroup(log, os.environ) as group:
        ports = [int(port) for port in str(chosen["ports"]).split(",")]
        ours = start(group, "ours", ports[0], environment={}, config="deploy/web_workers.py")
        bare = start(group, "bare", ports[1], environment={"DJANGO_SETTINGS_MODULE": BARE})
        stand = Stand(asked, ours, bare)
        figures = stand.run(int(str(chosen["rounds"])), int(str(chosen["requests"])), Bar().pages)
        group.stop("bare")  # what it shares with the others would be counted as its own
        memory = report.Memory(worker.memory(group), ours.memory())
    made = report.Run(connection.vendor, Ticket.objects.count(), seconds, ours.first_answer, memory, asked, figures)
    smaller = json.loads(str(chosen["smaller"])) if chosen["smaller"] else None
    sys.stdout.write("\n".join([*report.lines(made, smaller), "", ""]))
    Path(str(chosen["out"])).write_text(report.written([report.as_json(made)]))
    return 0


BARE = "tools.bench.bare_settings"


class Bar:
    """Says on one line how far it is; where nobody watches, now and then."""

    def __init__(self) -> None:
        self._began, self._said = time.perf_counter(), ""

    def loading(self, what: str, number: int, of: int) -> None:
        """So many of these are loaded."""
        self._show(what, number, of)

    def pages(self, number: int, of: int) -> None:
        """So many pages were asked for."""
        self._show("measured", number, of)

    def _show(self, what: str, number: int, of: int) -> None:
        is_watched = sys.stderr.isatty()
        tenths = 10 * number // max(of, 1)
        line = f"[{'#' * tenths:10}] {number:>7,} of {of:,} {what}, {time.perf_counter() - self._began:.0f} s"
        if is_watched:
            sys.stderr.write(f"\r{line:70}" + ("\n" if number == of else ""))
        elif f"{what}{tenths // 5}" != self._said:
            self._said = f"{what}{tenths // 5}"
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def loaded(tickets: int) -> float:
    """Seconds that loading took; what holds tickets already is measured as it is."""
    began = time.perf_counter()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    if Ticket.objects.exists():
        return 0.0
    began = time.perf_counter()
    show = Bar().loading
    writers = (os.cpu_count() or 1) if connection.vendor == "postgresql" else 0  # SQLite has one writer
    if writers and not may_skip_checks():
        sys.stderr.write("This role may not set session_replication_role: foreign keys are checked, row by row.\n")
    load(Amount(tickets), at=hour(clock.now()), show=show, haste=partial(in_haste, show), writers=writers)
    analyse()
    return time.perf_counter() - began


def hour(at: datetime) -> datetime:
    """The hour that has begun."""
    return at.replace(minute=0, second=0, microsecond=0)
