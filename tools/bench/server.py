"""The web servers that are measured, and what they cost the machine."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from portal.management.commands.up import THREADS
from portal.processes.group import ProcessGroup
from tools.bench.asking import answers

WORKERS = 2
READY = 120.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A gunicorn of two workers: where it listens, which process it is, how long its first answer took."""

    port: int
    pid: int
    first_answer: float

    def workers(self) -> list[int]:
        """The process itself and its workers."""
        return tree(self.pid)

    def memory(self) -> float:
        """What its workers hold in MB, what they share counted once."""
        return sum(map(pss, self.workers()))


def start(group: ProcessGroup, name: str, port: int, *, environment: Mapping[str, str], config: str = "") -> Server:
    """Start a server as `docs/operations.md` says, and wait until it answers.

    Raises:
        TimeoutError: if it does not.
    """
    options = ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", str(THREADS)]
    options += ["--config", config] if config else []
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi:application", *options, "--log-level", "warning"]
    began = time.perf_counter()
    pid = group.start(name, ["env", *(f"{key}={value}" for key, value in environment.items()), *command])
    while time.perf_counter() - began < READY:
        if ended := group.ended():
            raise TimeoutError(ended)
        if answers(port):
            return Server(port, pid, time.perf_counter() - began)
        time.sleep(0.02)
    raise TimeoutError(f"Nothing answers on port {port}.")


def tree(pid: int) -> list[int]:
    """A process and those that it started."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *map(int, path.read_text().split())] if path.exists() else [pid]


def pss(pid: int) -> float:
    """What a process holds in MB, its part of what it shares."""
    path = Path(f"/proc/{pid}/smaps_rollup")
    lines = path.read_text().splitlines() if path.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def spent(pids: Iterator[int] | list[int]) -> float:
    """Seconds of CPU that all threads of these processes have had."""
    total = 0.0
    for pid in pids:
        path = Path(f"/proc/{pid}/stat")
        if path.exists():
            user, system = path.read_text().rpartition(") ")[2].split()[11:13]
            total += (int(user) + int(system)) / TICKS
    return total


def database() -> list[int]:
    """The processes of a PostgreSQL on this machine that answer our connections; none where it is elsewhere."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall() if Path(f"/proc/{pid}/comm").exists()]
