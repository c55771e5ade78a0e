"""Telling a watcher outside that the sweep goes on: when this whole machine is gone, its silence is heard."""

import logging
from datetime import datetime
from threading import Thread

import urllib3
from django.conf import settings
from django.db import DatabaseError, connection

from outbox import services as outbox

log = logging.getLogger(__name__)
PATIENCE = urllib3.Timeout(total=5.0)
"""Seconds that a ping may take in all."""
FINE = range(200, 300)


def beat(name: str, *, at: datetime) -> Thread | None:
    """Ping `HEARTBEAT_URL` if it is time to; the sweep `name` does not wait for it. The thread, when one pings."""
    if not settings.HEARTBEAT_URL or not outbox.is_ping_due(name, at=at):
        return None
    thread = Thread(target=_ping, args=(name, settings.HEARTBEAT_URL), name="heartbeat", daemon=True)
    thread.start()
    return thread


def problem(url: str) -> str:
    """Why a ping of `url` did not arrive; empty when it did. Takes five seconds at most, and follows nobody."""
    try:
        with urllib3.PoolManager(retries=False, timeout=PATIENCE) as pool:
            answer = pool.request("GET", url, redirect=False, preload_content=False)
            answer.close()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return "" if answer.status in FINE else f"It answered {answer.status}."


def _ping(name: str, url: str) -> None:
    """Ping in a thread of its own; a failure is logged and counted."""
    if not (reason := problem(url)):
        return
    log.warning("The heartbeat did not arrive. %s", reason)
    try:
        outbox.ping_failed(name)
    except DatabaseError as error:
        log.warning("That was not counted: %s", error)
    finally:
        connection.close()
