"""A portal on one machine or on several: which processes run where, and what each of them takes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from django.conf import settings

from portal.processes.broker import redis_server
from portal.processes.group import ProcessGroup
from tools.bench.asking import answers
from tools.faults import spread
from tools.faults.postgres import NAME as POSTGRES
from tools.faults.postgres import USER
from tools.faults.rig import BOUNDED, PYTHON, QUIET
from tools.steps.machines import Machine, burnt, machine, rest

PARTS = ("web-1", POSTGRES, "worker", "nginx")
WEB = [*PYTHON, "gunicorn", "portal.wsgi:application", "--threads", "8", "--keep-alive", "75", "--no-control-socket"]
WORKER = [*PYTHON, "portal.processes.worker", *BOUNDED, "--clock", *QUIET]
PATIENCE = 300.0
"""Seconds that something may take."""


@dataclass(frozen=True)
class Step:
    """A step of growth: what has a machine of its own, and how many web servers there are.

    Each machine has so many `cores`; None is one machine, this one as it is.
    """

    name: str
    cores: float | None
    web: int = 1
    apart: frozenset[str] = frozenset()
    is_pooled: bool = False

    def home(self, part: str) -> str:
        """The machine that a part of the portal runs on: its own, the one of what it belongs to, or the first."""
        whole = {"redis": "worker", "pgbouncer": POSTGRES}.get(part, part)
        return whole if whole.startswith(("web", "nginx")) or whole in self.apart else "web-1"


class Site:
    """What runs for a step. Where there are several web servers people ask nginx, which stands before them."""

    def __init__(self, step: Step, group: ProcessGroup, folder: Path, machines: Mapping[str, Machine]) -> None:
        self.step, self._group, self._folder, self._machines = step, group, folder, machines
        self._web = dict(zip((f"web-{number}" for number in range(1, step.web + 1)), _ports("STEPS_WEB"), strict=False))
        self.port, self._pooled = _ports("STEPS_BETWEEN")
        if step.web == 1:
            self.port = self._web["web-1"]

    def begin(self) -> None:
        """Start all of it, each on its machine, and wait until it answers."""
        self._machines[self.step.home(POSTGRES)].take(self._group.pid(POSTGRES))
        self._start("redis", _redis(self._folder))
        if self.step.is_pooled:
            self._start("pgbouncer", spread.pgbouncer(self._folder / "pg", port=self._pooled), user=USER)
        for name, port in self._web.items():
            self._start(name, self._told([*WEB, "--bind", f"127.0.0.1:{port}"]))
        if self.step.web > 1:
            self._start("nginx", spread.nginx(self._folder, port=self.port, servers=list(self._web.values())))
        self._start("worker", self._told(WORKER))
        self.wait("The web servers do not answer.", lambda: all(map(answers, (*self._web.values(), self.port))))

    def end(self) -> None:
        """End all of it but PostgreSQL, which goes on with what is loaded."""
        for name in reversed(self._started()):
            self._group.stop(name)

    def spent(self) -> dict[str, float]:
        """Seconds of processor that each part has had since it began."""
        return {name: burnt(self._group.pid(name)) for name in (POSTGRES, *self._started())}

    def busy(self, spent: Mapping[str, float], seconds: float) -> dict[str, float]:
        """Which part of its cores each machine used, given what each part of the portal took in so many seconds."""
        if self.step.cores is None:
            return {"all": sum(spent.values()) / seconds / (os.cpu_count() or 1)}
        taken: dict[str, float] = dict.fromkeys(self._machines, 0.0)
        for name, burnt_now in spent.items():
            taken[self.step.home(name)] += burnt_now
        return {name: each / seconds / self.step.cores for name, each in taken.items()}

    def wait(self, otherwise: str, until: Callable[[], bool]) -> None:
        """Wait for something.

        Raises:
            TimeoutError: with what is `otherwise` so.
        """
        began, pause = time.perf_counter(), Event()
        while not until():
            if ended := self._group.ended():
                raise TimeoutError(ended)
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError(otherwise)
            pause.wait(0.2)

    def _start(self, name: str, command: list[str], *, user: str | None = None) -> None:
        pid = self._group.start(name, command, user=user)
        self._machines[self.step.home(name)].take(pid)

    def _started(self) -> list[str]:
        names = ("redis", "pgbouncer", *self._web, "nginx", "worker")
        return [name for name in names if self._group.runs(name)]

    def _told(self, command: list[str]) -> list[str]:
        """A command of the portal, which knows how it reaches the database."""
        if not self.step.is_pooled:
            return command
        url = f"postgres://postgres@127.0.0.1:{self._pooled}/portal"
        return ["env", f"DATABASE_URL={url}", *(f"{name}={value}" for name, value in spread.pooled().items()), *command]


@contextmanager
def site(step: Step, group: ProcessGroup, folder: Path) -> Iterator[Site]:
    """What runs for a step, while the block runs."""
    names = sorted({step.home(part) for part in PARTS} | {f"web-{number}" for number in range(1, step.web + 1)})
    with ExitStack() as stack:
        machines = {name: stack.enter_context(machine(name, _cores(step, name))) for name in names}
        made = Site(step, group, folder, machines)
        stack.callback(rest, group.pid(POSTGRES))
        stack.callback(made.end)
        made.begin()
        yield made


def _cores(step: Step, name: str) -> float | None:
    """What a machine has; what nginx takes is told of, not bounded."""
    return None if name == "nginx" else step.cores


def _ports(name: str) -> list[int]:
    return [int(port) for port in os.environ[name].split(",")]


def _redis(folder: Path) -> list[str]:
    """A broker that keeps nothing on disk."""
    port = str(settings.CELERY_BROKER_URL).rpartition(":")[2].partition("/")[0]
    options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    return [redis_server() or "redis-server", *options]
