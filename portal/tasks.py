"""The worker's tasks: each reads the clock and calls one service."""

from celery import shared_task

from common import clock
from outbox import services as outbox
from portal import followers

MOST = 200
"""A sweep ends after so many messages; the next one goes on."""


@shared_task
def sweep() -> None:
    """Deliver what is due. Reads the clock for each message, because a lease counts from there."""
    for _ in range(MOST):
        at = clock.now()
        if not outbox.deliver_due(handlers=followers.handlers(at), at=at, limit=1):
            return
