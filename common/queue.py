"""Ringing the worker's doorbell: by task name, after commit, and without the caller waiting for a broker.

One thread of the process rings. While a broker hangs, that thread waits alone: requests go on, and what they would
have rung meanwhile is rung once when it comes back, or found by the next sweep.
"""

import logging
import os
from threading import Lock, Thread

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)


class Bell:
    """The names of the tasks to ring for, and the thread that rings while there are any."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the thread and its work, as a forked process must: the thread stayed behind."""
        self._lock = Lock()
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
        """Wait up to `timeout` seconds for what was rung; whether all of it was tried."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)
        return self._thread is None

    def _work(self) -> None:
        while task := self._next():
            _send(task)

    def _next(self) -> str | None:
        with self._lock:
            if self._wanted:
                return self._wanted.pop(0)
            self._thread = None
            return None


bell = Bell()
os.register_at_fork(after_in_child=bell.reset)


def ring(task: str) -> None:
    """Queue the task named `task` once the transaction is committed.

    A broker that is down or hung costs a log line: the sweep does the work without the bell.
    """
    transaction.on_commit(lambda: bell.ring(task), robust=True)


def _send(task: str) -> None:
    try:
        current_app.send_task(task, expires=30, retry=False)
    except Exception:  # noqa: BLE001 - whatever the broker raises, the row is stored and the sweep finds it
        log.warning("The broker did not take %s; the next sweep does its work.", task)
