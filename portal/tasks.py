"""The worker's tasks: each reads the clock and calls one service."""

from datetime import datetime, timedelta

from celery import shared_task

from catalog import services as catalog
from common import clock
from oncall import services as oncall
from outbox import services as outbox
from portal import followers
from tickets.services import close_resolved, expire_bundles, forget_gone, give_waiting, record_broken
from uploads import services as uploads

URGENT = ("page", "topic")
"""What goes before mails: people wait for pages, and news may make some."""
MOST = 200
LONGEST = timedelta(seconds=30)
"""A sweep ends after so many messages or so long, and leaves its thread to other tasks; the next one goes on."""


@shared_task
def sweep() -> None:
    """Deliver what is due. Reads the clock for each message, because a lease counts from there."""
    end = clock.now() + LONGEST
    for _ in range(MOST):
        at = clock.now()
        if at >= end or not _deliver_one(at):
            return


@shared_task
def escalate() -> None:
    """Call the next one wherever nobody has answered a page in time."""
    oncall.advance_due(clock.now())


@shared_task
def sweep_promises() -> None:
    """Record each broken promise, stop and start clocks with the contracts, close what stayed resolved.

    Who has left a ticket is forgotten too.
    """
    at = clock.now()
    record_broken(at)
    close_resolved(at)
    forget_gone(at)


@shared_task
def give_tickets() -> None:
    """Give the tickets that wait at desks where somebody is at work now."""
    give_waiting(at=clock.now())


@shared_task
def scan_files() -> None:
    """Have the files scanned that wait for it."""
    end = clock.now() + LONGEST
    while (at := clock.now()) < end and uploads.scan_next(at=at):
        pass


@shared_task
def expire_files() -> None:
    """Delete the uploads that nobody used and the diagnostic bundles whose time is over."""
    at = clock.now()
    uploads.expire(at)
    expire_bundles(at)


@shared_task
def propose_holidays() -> None:
    """Propose what is published for each region whose holiday list ends soon; nothing changes before it is applied."""
    catalog.propose_due_holidays(at=clock.now())


def _deliver_one(at: datetime) -> bool:
    handlers = followers.handlers(at)
    urgent = {kind: handlers[kind] for kind in URGENT}
    tried = outbox.deliver_due(handlers=urgent, at=at, limit=1) or outbox.deliver_due(handlers=handlers, at=at, limit=1)
    return bool(tried)
