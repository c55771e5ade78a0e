"""The worker's tasks: each reads the clock and calls one service."""

from celery import shared_task

from common import clock
from outbox import services as outbox
from portal import followers
from tickets.services import record_broken

MOST = 200
"""A sweep ends after so many messages; the next one goes on."""


@shared_task
def sweep() -> None:
    """Deliver what is due. Reads the clock for each message, because a lease counts from there."""
    for _ in range(MOST):
        at = clock.now()
        if not outbox.deliver_due(handlers=followers.handlers(at), at=at, limit=1):
            return


@shared_task
def sweep_promises() -> None:
    """Record each promise that was broken, and stop and start clocks with the contracts."""
    record_broken(clock.now())
