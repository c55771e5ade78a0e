"""What a pool of processes does for its children, for a worker of threads: end what hangs, begin anew what has grown.

A thread cannot be ended, so the worker ends, and who started it starts it again. What it was about to do is done by the
next one after its lease, as after any end of a worker.
"""

import faulthandler
import logging
import os
import signal
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

from celery.bootsteps import StartStopStep
from celery.worker import state
from click import Option

from portal.celery import Clock

log = logging.getLogger(__name__)
EVERY = 5.0
"""Seconds between two looks."""
PATIENCE = 30.0
"""Seconds without a look that finds all well, after which the worker writes where each thread stands, and ends.

A timer of the interpreter counts them, which goes on while a thread that hangs keeps all others from running.
"""
MOST = 400_000_000
"""Bytes that it may hold; beyond, it begins no more tasks, ends once the last one is done, and leaves its place."""
STANDARD_ERROR = 2
STATUS = Path("/proc/self/statm")


class Bounds(StartStopStep):
    """The watch over a worker that is told `--bounded`."""

    label = "Bounds"
    conditional = True
    requires = (Clock,)

    def __init__(self, worker: Any, bounded: bool = False, **more: Any) -> None:  # noqa: FBT001, FBT002 - as Celery passes options
        self.enabled = bounded
        super().__init__(worker, bounded=bounded, **more)

    def create(self, worker: Any) -> Any:
        """The thread, which goes on while the worker stops: what hangs keeps it from stopping, too."""
        limit = float(worker.app.conf.task_time_limit)
        wind_up()  # before the first task begins
        return Guard(limit, getattr(worker, "knocks", None))

    def stop(self, worker: Any) -> None:
        """Nothing: it ends with the process."""

    def terminate(self, parent: Any) -> None:
        """The same."""


OPTION = Option(["--bounded"], is_flag=True, help="End when a task hangs or much memory is held, to be started again.")


class Guard(Thread):
    """Looks every few seconds; while all is well it winds up the timer that would end the worker."""

    def __init__(self, limit: float, knocks: Thread | None) -> None:
        super().__init__(name="bounds", daemon=True)
        self._limit, self._knocks = limit, knocks
        self._since: Mapping[str, float] = {}
        self._is_full = False

    def run(self) -> None:
        """Look, as long as the process lives."""
        pause = Event()
        while not pause.wait(EVERY):
            with suppress(RuntimeError):  # a task began while they were counted; the next look counts again
                self.look()

    def look(self) -> None:
        """Wind up the timer if all is well, and ask the worker to end if it holds too much."""
        now = monotonic()
        self._since = running_since(self._since, [each.id for each in state.active_requests], now)
        beats = self._knocks is None or self._knocks.is_alive()
        if beats and not any(now - began > self._limit for began in self._since.values()):
            wind_up()
        if not self._is_full and held() > MOST:
            self._is_full = True
            log.warning("This worker holds more than %d MB: it ends once its tasks are done.", MOST // 1_000_000)
            os.kill(os.getpid(), signal.SIGTERM)


def wind_up() -> None:
    """Have the worker end after a while, unless this is called again before."""
    faulthandler.dump_traceback_later(PATIENCE, exit=True, file=STANDARD_ERROR)


def running_since(known: Mapping[str, float], running: Iterable[str], now: float) -> Mapping[str, float]:
    """Since when each task runs, as far as is known: who is new began now."""
    return {each: known.get(each, now) for each in running}


def held() -> int:
    """Bytes that this process holds; 0 where the system does not tell."""
    if not STATUS.exists():
        return 0
    return int(STATUS.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
