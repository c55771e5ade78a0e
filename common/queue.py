"""Ringing the worker's doorbell: by task name, after commit, and without the caller waiting for a broker.

One thread of the process rings, a moment later: the answer of whoever rings goes out first. While a broker hangs, that
thread waits alone, and one that is down is left alone for a while: to be refused takes more of the processor than to
ring. Requests go on, and what they would have rung meanwhile is rung once, or found by the next sweep.
"""

import atexit
import logging
import os
from threading import Event, Lock, Thread

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)
SOON, LATER = 0.05, 1.0
"""So many seconds after it is asked for it rings, and so many after a broker did not take it."""


class Bell:
    """The names of the tasks to ring for, and the thread that rings while there are any."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the thread and its work, as a forked process must: the thread stayed behind."""
        self._lock, self._hurry = Lock(), Event()
        self._wanted: list[str] = []
        self._thread: Thread | None = None

    def ring(self, task: str) -> None:
        """Have `task` queued soon; several rings before it is are one."""
        with self._lock:
            if task not in self._wanted:
                self._wanted.append(task)
            if self._thread is None:
                self._thread = Thread(target=self._work, name="bell", daemon=True)
                self._thread.start()

    def join(self, timeout: float) -> bool:
        """Ring at once, and wait up to `timeout` seconds for it; whether all of it was tried."""
        thread = self._thread
        if thread is not None:
            self._hurry.set()
            thread.join(timeout)
            self._hurry.clear()
        return self._thread is None

    def _work(self) -> None:
        pause = SOON
        while tasks := self._taken_after(pause):
            refused = [task for task in tasks if not _send(task)]
            pause = LATER if refused else SOON

    def _taken_after(self, pause: float) -> list[str]:
        self._hurry.wait(pause)
        with self._lock:
            taken, self._wanted = self._wanted, []
            if not taken:
                self._thread = None
            return taken


bell = Bell()
os.register_at_fork(after_in_child=bell.reset)
atexit.register(lambda: bell.join(LATER))


def ring(task: str) -> None:
    """Queue the task named `task` once the transaction is committed.

    A broker that is down or hung costs a log line: the sweep does the work without the bell.
    """
    transaction.on_commit(lambda: bell.ring(task), robust=True)


def _send(task: str) -> bool:
    """Whether the broker took it."""
    try:
        current_app.send_task(task, expires=30, retry=False)
    except Exception:  # noqa: BLE001 - whatever the broker raises, the row is stored and the sweep finds it
        log.warning("The broker did not take %s; the next sweep does its work.", task)
        return False
    return True
