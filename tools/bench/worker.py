"""The background worker, as `manage.py up` starts it where there is no Redis, once it has done what it owes."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from django.conf import settings

from common import clock
from outbox.models import OutboundMessage, Sweep
from portal.management.commands.up import worker as command
from portal.processes.group import ProcessGroup
from portal.watch.rounds import LABELS
from tools.bench.server import pss, tree

PATIENCE = 300.0
"""Seconds that it has for its first rounds and for the news of what was written."""


def memory(group: ProcessGroup) -> float:
    """What it holds in MB after its work, with the processes that it started.

    Raises:
        TimeoutError: if it does not come to an end with it.
    """
    (Path(settings.VAR) / "broker").mkdir(exist_ok=True)
    began, at = time.perf_counter(), clock.shared()
    pid = group.start("worker", ["env", "CELERY_BROKER_URL=filesystem://", *command()])
    while not has_worked(at):
        if ended := group.ended():
            raise TimeoutError(ended)
        if time.perf_counter() - began > PATIENCE:
            raise TimeoutError("The worker does not come to an end with what is due.")
        time.sleep(0.5)
    return sum(map(pss, tree(pid)))


def has_worked(since: datetime) -> bool:
    """Whether each round has ended since then, and no news waits. Mails wait for their server."""
    rounds = Sweep.objects.filter(ended_at__gt=since, name__in=LABELS).count()
    return rounds == len(LABELS) and not OutboundMessage.objects.undelivered().filter(kind="topic").exists()
