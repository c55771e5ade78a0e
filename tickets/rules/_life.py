"""Where a ticket goes next, and who may take it there."""

from datetime import datetime, timedelta
from enum import StrEnum

GRACE = timedelta(days=14)
"""How long after its end a ticket may be reopened."""


class Status(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    OPEN = "open"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    WAITING_FOR_VENDOR = "waiting_for_vendor"
    SCHEDULED = "scheduled"
    RESOLVED = "resolved"
    CLOSED = "closed"
    NEEDS_ENTITLEMENT = "needs_entitlement"


class Role(StrEnum):
    """On which side of a ticket somebody stands."""

    CUSTOMER = "customer"
    AGENT = "agent"


class Act(StrEnum):
    """What somebody does to a ticket."""

    REPLY = "reply"
    NOTE = "note"
    TAKE = "take"
    ASSIGN = "assign"
    WORK = "work"
    WAIT_FOR_CUSTOMER = "wait_for_customer"
    WAIT_FOR_VENDOR = "wait_for_vendor"
    SCHEDULE = "schedule"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"


class Refusal(StrEnum):
    """Why a ticket cannot go there."""

    AGENTS_ONLY = "agents_only"
    RESOLVED = "resolved"
    CLOSED = "closed"
    NOT_FINISHED = "not_finished"
    NEEDS_ENTITLEMENT = "needs_entitlement"
    GRACE_IS_OVER = "grace_is_over"
    NO_ASK = "no_ask"


FINISHED = frozenset({Status.RESOLVED, Status.CLOSED})
CLOCKS_STAND = FINISHED | {Status.WAITING_FOR_CUSTOMER}
"""Where no promise runs."""
ACT_FOR = {
    Status.OPEN: Act.WORK,
    Status.WAITING_FOR_CUSTOMER: Act.WAIT_FOR_CUSTOMER,
    Status.WAITING_FOR_VENDOR: Act.WAIT_FOR_VENDOR,
    Status.SCHEDULED: Act.SCHEDULE,
}
"""The act by which an agent puts a ticket into a status; the other statuses have acts of their own."""

_CUSTOMER_ACTS = frozenset({Act.REPLY, Act.CLOSE, Act.REOPEN})
_GOES_TO = {
    Act.WORK: Status.OPEN,
    Act.WAIT_FOR_CUSTOMER: Status.WAITING_FOR_CUSTOMER,
    Act.WAIT_FOR_VENDOR: Status.WAITING_FOR_VENDOR,
    Act.SCHEDULE: Status.SCHEDULED,
}


def after(status: Status, act: Act, role: Role) -> Status | Refusal:
    """Where `act` by somebody of `role` takes a ticket that stands at `status`, or why it does not."""
    if role is Role.CUSTOMER and act not in _CUSTOMER_ACTS:
        return Refusal.AGENTS_ONLY
    if act is Act.NOTE:
        return status
    if act is Act.REOPEN:
        return Status.OPEN if status in FINISHED else Refusal.NOT_FINISHED
    if status is Status.CLOSED:
        return Refusal.CLOSED
    return _after_reply(status, role) if act is Act.REPLY else _after_work(status, act)


def _after_reply(status: Status, role: Role) -> Status:
    """A customer's answer brings a waiting or resolved ticket back; a vendor's opens a new one."""
    if role is Role.CUSTOMER:
        return Status.OPEN if status in {Status.WAITING_FOR_CUSTOMER, Status.RESOLVED} else status
    return Status.OPEN if status is Status.NEW else status


def _after_work(status: Status, act: Act) -> Status | Refusal:
    """What is done to it. A ticket that needs an entitlement may be owned and ended, not worked (R16)."""
    if act is Act.CLOSE:
        return Status.CLOSED
    if status is Status.RESOLVED:
        return Refusal.RESOLVED
    if act is Act.RESOLVE:
        return Status.RESOLVED
    if act in _GOES_TO:
        return Refusal.NEEDS_ENTITLEMENT if status is Status.NEEDS_ENTITLEMENT else _GOES_TO[act]
    return Status.OPEN if act is Act.TAKE and status is Status.NEW else status


def within_grace(finished_at: datetime | None, at: datetime) -> bool:
    """Whether a ticket that ended at `finished_at` may still be reopened at `at`."""
    return finished_at is None or at < finished_at + GRACE
