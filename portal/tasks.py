"""The worker's tasks: each reads the clock, the database's where that is shared, and calls one service."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from time import monotonic

from celery import shared_task

from accounts.services import sheets
from catalog import services as catalog
from common import clock, queue
from downloads import notices as releases
from entitlements import services as entitlements
from oncall import services as oncall
from outbox import services as outbox
from outbox.services import Handler
from portal import followers
from portal.sessions import forget_sessions
from portal.sheets import SHEETS
from portal.watch import rounds
from search import services as search
from tickets.services import (
    close_resolved,
    expire_bundles,
    forget_gone,
    give_waiting,
    record_broken,
    run_windows,
    warn_of_promises,
)
from tickets.services import watch_meters as watch_running_meters
from tickets.services import watch_windows as watch_staff_of_windows
from uploads import services as uploads

NEWS, LAST = "topic", "mail"
MUCH_NEWS = 20
"""News touches the database alone, so one that goes out slowly, to a mail server that hangs, holds up little of it."""
MOST = 200
LONGEST = 30.0
"""A sweep ends after so many steps or seconds, and leaves its thread to other tasks; it rings for the next one."""


def outside_quarantine(work: Callable[[], bool | None]) -> Callable[[], bool | None]:
    """A round that rests while the portal is in quarantine: what it would tell may have been told before."""

    @wraps(work)
    def unless_isolated() -> bool | None:
        return False if outbox.is_isolated() else work()

    return unless_isolated


@shared_task
@outside_quarantine
def sweep() -> bool:
    """Deliver what is due; whether something may be left. Reads the clock for each step: leases count from there."""
    is_left = _deliver_until(monotonic() + LONGEST)
    if is_left:
        queue.ring(outbox.SWEEP)
    rounds.ended(rounds.DELIVERIES, at=clock.shared())
    return is_left


@shared_task
@outside_quarantine
def escalate() -> None:
    """Call the next one wherever nobody has answered a page in time, and tell which pages were held back."""
    at = clock.shared()
    oncall.advance_due(at)
    oncall.tell_held_back(at)
    rounds.ended(rounds.CALLS, at=at)


@shared_task
@outside_quarantine
def drill_desks() -> None:
    """Send the fire drills whose time has come."""
    oncall.drill_due(clock.shared())


@shared_task
@outside_quarantine
def look_for_debt() -> None:
    """Look a day further ahead for hours that were sold and nobody is on call for."""
    oncall.recompute_all(clock.shared())


@shared_task
@outside_quarantine
def sweep_promises() -> None:
    """Warn of promises, record each broken one, stop and start clocks with the contracts, close what stayed resolved.

    Who has left a ticket is forgotten too.
    """
    at = clock.shared()
    warn_of_promises(at)
    record_broken(at)
    close_resolved(at)
    forget_gone(at)
    rounds.ended(rounds.PROMISES, at=at)


@shared_task
@outside_quarantine
def watch_meters() -> None:
    """Ask customers whose emergency runs out of held time, and end what the desk covers by now."""
    watch_running_meters(clock.shared())


@shared_task
@outside_quarantine
def look_after_windows() -> None:
    """Remind of maintenance windows, open them, and settle those that nobody ended."""
    run_windows(clock.shared())


@shared_task
@outside_quarantine
def watch_windows() -> None:
    """Tell who answers for it of each window ahead whose engineer left, is away or is first on call then."""
    watch_staff_of_windows(clock.shared())


@shared_task
@outside_quarantine
def give_tickets() -> None:
    """Give the tickets that wait at desks where somebody is at work now."""
    give_waiting(at=clock.shared())


@shared_task
def scan_files() -> None:
    """Have the files scanned that wait for it."""
    end = monotonic() + LONGEST
    while monotonic() < end and uploads.scan_next(at=clock.shared()):
        pass


@shared_task
@outside_quarantine
def expire_files() -> None:
    """Delete the uploads that nobody used and the diagnostic bundles whose time is over."""
    at = clock.shared()
    uploads.expire(at)
    expire_bundles(at)


@shared_task
@outside_quarantine
def propose_holidays() -> None:
    """Propose what is published for each region whose holiday list ends soon; nothing changes before it is applied."""
    catalog.propose_due_holidays(at=clock.shared())


@shared_task
@outside_quarantine
def tell_endings() -> None:
    """Tell the customers of each version that leaves support, as its days stand now."""
    releases.tell_endings(at=clock.shared())


@shared_task
@outside_quarantine
def expire_units() -> None:
    """Let time units expire whose day has come, and tell who has few left, what expires next, and each month's use."""
    at = clock.shared()
    entitlements.expire_due_units(at, each=oncall.do_each)
    entitlements.notice_units(at, each=oncall.do_each)


@shared_task
@outside_quarantine
def sweep_contracts() -> None:
    """Mark the contracts whose term is over, and announce the ends whose time has come."""
    at = clock.shared()
    entitlements.expire_contracts(at, each=oncall.do_each)
    entitlements.announce_ends(at, each=oncall.do_each)


@shared_task
def import_sheets() -> None:
    """Look at rows of an import that waits, for a while; the bell is rung when some are left."""
    at = clock.shared()
    imported = sheets.claim_import(at=at)
    if imported is None:
        return
    end = monotonic() + LONGEST
    while monotonic() < end and sheets.put_next_rows(imported=imported, sheet=SHEETS[imported.sheet], at=at):
        pass
    sheets.release_import(imported=imported)


@shared_task
@outside_quarantine
def forget_old() -> None:
    """Forget what was delivered, and what was looked for in vain, so long ago that nobody needs it; ended sessions."""
    at, end = clock.shared(), monotonic() + LONGEST
    while outbox.forget_delivered(at) and monotonic() < end:
        pass
    while forget_sessions(at) and monotonic() < end:
        pass
    search.forget_searches(at)


@shared_task
def prove_units() -> None:
    """Prove that every account of time units is what its entries sum to; what is not is logged as critical."""
    entitlements.prove_units()


def _deliver_until(end: float) -> bool:
    """Deliver until nothing is due, or it is enough for one sweep; whether something may be left."""
    for _ in range(MOST):
        if monotonic() >= end:
            return True
        at = clock.shared()
        if not _deliver_some(followers.handlers(at), at):
            return False
    return True


def _deliver_some(handlers: Mapping[str, Handler], at: datetime) -> int:
    """Deliver a page, some news, which may make pages, and a mail; how many messages were tried.

    A mail goes out each time: news that never ends must not hold up all mails.
    """
    urgent = {kind: handler for kind, handler in handlers.items() if kind not in {NEWS, LAST}}
    tried = outbox.deliver_due(handlers=urgent, at=at, limit=1)
    tried += outbox.deliver_due(handlers={NEWS: handlers[NEWS]}, at=at, limit=MUCH_NEWS)
    return tried + outbox.deliver_due(handlers={LAST: handlers[LAST]}, at=at, limit=1)
