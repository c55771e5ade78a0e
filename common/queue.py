"""Ringing the worker's doorbell: by task name, after commit, and never waiting long for a broker."""

import logging

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)


def ring(task: str) -> None:
    """Queue the task named `task` once the transaction is committed.

    A broker that is down or hung costs a log line: the sweep does the work without the bell.
    """
    transaction.on_commit(lambda: _send(task), robust=True)


def _send(task: str) -> None:
    try:
        current_app.send_task(task, expires=30)
    except Exception:  # noqa: BLE001 - whatever the broker raises, the row is stored and the sweep finds it
        log.warning("The broker did not take %s; the next sweep does its work.", task)
