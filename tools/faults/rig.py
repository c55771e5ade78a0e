"""The portal's processes, what they rest on, and what can be done to them."""

import os
import random
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import IO

import redis
from django.conf import settings
from django.db import DatabaseError, connection

from common import clock
from outbox.models import OutboundMessage
from portal.processes.broker import redis_server
from portal.processes.group import ProcessGroup
from tools.faults import spread
from tools.faults.postgres import NAME as POSTGRES
from tools.faults.postgres import Postgres
from tools.faults.sinks import Sink

BOUND = 90.0
"""Seconds within which everything that is owed must have gone out after a fault is over."""
PATIENCE = 180.0
"""Seconds after which a recovery is not waited for any more."""
SOON = timedelta(minutes=2)
"""What is due so long after an instant counts as owed by it: it is held, or tried again."""
PYTHON = [sys.executable, "-m"]
BOUNDED = ["--pool", "threads", "--concurrency", "4", "--bounded"]
"""What a worker of `deploy/` is told, but for its clock: the beat is ended and doubled apart."""
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "warning"]


@dataclass
class Fault:
    """One fault: when it began and ended, when all was well again, and how many deliveries it may repeat.

    `in_doubt` counts deliveries that may have been under way when their worker was ended: each may arrive twice, with
    the same key.
    """

    name: str
    began: float
    broker: bool = False
    in_doubt: int = 0
    ended: float = 0.0
    recovered: float = float("inf")
    repeats: int = 0


@dataclass
class Rig:
    """Everything that runs, and the means to end it."""

    group: ProcessGroup
    folder: Path
    rng: random.Random
    out: IO[str]
    sink: Sink
    postgres: Postgres
    faults: list[Fault] = field(default_factory=list)
    set_aside: set[str] = field(default_factory=set)
    """Keys of messages that are meant to fail: no recovery waits for them."""
    _stop: Event = field(default_factory=Event)
    _open: Fault | None = None
    _began: float = field(default_factory=monotonic)

    @property
    def web(self) -> str:
        """Where the portal answers, behind its proxy."""
        return str(settings.BASE_URL).replace("https://", "http://")

    @property
    def servers(self) -> list[int]:
        """The ports of two web servers behind nginx; empty where one answers by itself."""
        return [int(port) for port in os.environ.get("FAULTS_WEB", "").split(",") if port]

    @property
    def is_spread(self) -> bool:
        """Whether two web servers share the work."""
        return bool(self.servers)

    @property
    def redis_port(self) -> int:
        """Where the broker listens."""
        return int(settings.CELERY_BROKER_URL.rsplit(":", 1)[1].split("/")[0])

    def commands(self) -> dict[str, list[str]]:
        """What runs in production, by name; a supervisor starts again what ends."""
        return {
            **self._web(),
            "worker": [*PYTHON, "portal.processes.worker", *BOUNDED, *QUIET],
            "beat": [*PYTHON, "portal.processes.beat", "--schedule", str(self.folder / "beat-1")],
            "watch": [*PYTHON, "portal.processes.watch"],
        }

    def _web(self) -> dict[str, list[str]]:
        """One web server of two processes, or one of each behind nginx."""
        gunicorn = [*PYTHON, "gunicorn", "portal.wsgi:application", "--threads", "4", "--keep-alive", "75"]
        gunicorn += ["--log-level", "warning", "--graceful-timeout", "5"]
        gunicorn += ["--workers", "1" if self.is_spread else "2", "--bind"]
        if not self.is_spread:
            return {"web": [*gunicorn, self.web.removeprefix("http://")]}
        return {f"web-{number}": [*gunicorn, f"127.0.0.1:{port}"] for number, port in enumerate(self.servers, start=1)}

    def start_between(self) -> None:
        """Where two web servers share the work: what stands before them, and before the database."""
        if self.is_spread:
            port, pooled = int(self.web.rpartition(":")[2]), int(settings.DATABASES["default"]["PORT"])
            self.group.start("nginx", spread.nginx(self.folder, port=port, servers=self.servers))
            self.group.start("pgbouncer", spread.pgbouncer(self.postgres.socket, port=pooled), user=self.postgres.user)

    def start_redis(self) -> None:
        """A broker that keeps nothing on disk."""
        options = {"port": str(self.redis_port), "bind": "127.0.0.1", "save": "", "appendonly": "no"}
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.group.start("redis", [redis_server() or "redis-server", *words, "--dir", str(self.folder)])

    def start_portal(self) -> None:
        """Start what a production machine runs, and start again what ends, as a supervisor does."""
        for name, command in self.commands().items():
            self.group.start(name, command)
        Thread(target=self._supervise, name="supervisor", daemon=True).start()

    def stop(self) -> None:
        """Start nothing again from now on."""
        self._stop.set()

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        Event().wait(seconds)

    def say(self, line: str) -> None:
        """Tell the reader what happens now."""
        self.out.write(f"{monotonic() - self._began:6.1f} s  {line}\n")
        self.out.flush()

    def now(self) -> datetime:
        """What the portal's clock shows."""
        return clock.now()

    def kill(self, name: str) -> None:
        """End a process with -9; its supervisor starts it again."""
        if self.group.runs(name):
            os.kill(self.group.pid(name), signal.SIGKILL)

    def children(self, name: str) -> list[int]:
        """The process ids of what a process started."""
        pid = self.group.pid(name)
        path = Path(f"/proc/{pid}/task/{pid}/children")
        return [int(child) for child in path.read_text().split()] if path.exists() else []

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a process."""
        os.kill(self.group.pid(name), number)

    def broker(self) -> "redis.Redis":
        """A client of the broker."""
        return redis.Redis(port=self.redis_port, socket_timeout=5)

    @contextmanager
    def fault(self, name: str, *, broker: bool = False) -> Iterator[Fault]:
        """Do something bad in the block; then measure how long it takes until nothing is owed any more.

        A fault inside another is a part of it: the outer one is yielded, and its recovery is that of both.
        """
        self.say(name)
        if self._open is not None:
            yield self._open
            return
        fault = self._open = Fault(name, monotonic(), broker)
        before = self.sink.repeats()
        yield fault
        self._open = None
        fault.ended = monotonic()
        fault.recovered = self.settled(self.now(), fault.ended)
        fault.repeats = self.sink.repeats() - before
        self.faults.append(fault)
        self.say(f"  recovered in {fault.recovered:.1f} s, {fault.repeats} repeated")

    def settled(self, by: datetime, since: float) -> float:
        """How many seconds after `since` nothing is owed any more that was owed by `by`; inf when it takes too long."""
        while monotonic() - since < PATIENCE:
            if self._owed(by) == 0:
                return monotonic() - since
            self.pause(0.3)
        return float("inf")

    def _owed(self, by: datetime) -> int:
        """How many messages of `by` and before are not delivered yet; many while the database does not answer."""
        try:
            owed = OutboundMessage.objects.undelivered().filter(created_at__lte=by, due_at__lte=by + SOON)
            return owed.exclude(dedupe_key__in=self.set_aside).count()
        except DatabaseError:
            connection.close()
            return sys.maxsize

    def _supervise(self) -> None:
        """Start again what ended, a second later."""
        commands = self.commands()
        while not self._stop.wait(1):
            for name, command in commands.items():
                if not self.group.runs(name):
                    self.group.start(name, command)


def end(pid: int) -> None:
    """End a process with -9, if it is there."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def until_ready(rig: Rig) -> None:
    """Wait until the database takes connections."""
    while not rig.postgres.is_ready():
        if not rig.group.runs(POSTGRES):
            raise RuntimeError("PostgreSQL does not start.")
        rig.pause(0.1)
