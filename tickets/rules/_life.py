"""Where a ticket goes next, and who may take it there: the table that `docs/tickets.md` shows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

GRACE = timedelta(days=14)
"""How long after its end a ticket may be reopened; a resolved one closes by itself then."""


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
    """On which side of a ticket somebody stands; the portal acts when nobody does."""

    CUSTOMER = "customer"
    AGENT = "agent"
    PORTAL = "portal"


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
    SET_SEVERITY = "set_severity"
    DISPUTE = "dispute"
    DECIDE_DISPUTE = "decide_dispute"
    HAND_OVER = "hand_over"
    SET_ASIDE = "set_aside"
    RESTORE = "restore"
    FOLLOW_UP = "follow_up"
    CONFIRM_EMERGENCY = "confirm_emergency"
    COVER = "cover"
    UNCOVER = "uncover"
    EXPIRE = "expire"


class Refusal(StrEnum):
    """Why a ticket cannot go there."""

    AGENTS_ONLY = "agents_only"
    CUSTOMERS_ONLY = "customers_only"
    PORTAL_ONLY = "portal_only"
    RESOLVED = "resolved"
    CLOSED = "closed"
    NOT_FINISHED = "not_finished"
    NOT_RESOLVED = "not_resolved"
    NEEDS_ENTITLEMENT = "needs_entitlement"
    IS_COVERED = "is_covered"
    SET_ASIDE = "set_aside"
    NOT_SET_ASIDE = "not_set_aside"
    GRACE_IS_OVER = "grace_is_over"
    GRACE_RUNS = "grace_runs"
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

_Row = Mapping[Status, Status | Refusal]
_ENDED: _Row = {Status.RESOLVED: Refusal.RESOLVED, Status.CLOSED: Refusal.CLOSED}
_STAYS: _Row = {status: status for status in Status}
_STAYS_OPEN: _Row = {**_STAYS, **_ENDED}
_REOPENS: _Row = {**dict.fromkeys(Status, Refusal.NOT_FINISHED), **dict.fromkeys(FINISHED, Status.OPEN)}
_CLOSES: _Row = {**dict.fromkeys(Status, Status.CLOSED), Status.CLOSED: Refusal.CLOSED}


def _goes_to(status: Status) -> _Row:
    """An agent's work; what needs an entitlement may be owned and ended, not worked (R16)."""
    return {**dict.fromkeys(Status, status), Status.NEEDS_ENTITLEMENT: Refusal.NEEDS_ENTITLEMENT, **_ENDED}


_TABLE: Mapping[tuple[Role, Act], _Row] = {
    (Role.CUSTOMER, Act.REPLY): {
        **_STAYS,
        Status.WAITING_FOR_CUSTOMER: Status.OPEN,
        Status.RESOLVED: Status.OPEN,
        Status.CLOSED: Status.OPEN,
    },
    (Role.CUSTOMER, Act.CLOSE): _CLOSES,
    (Role.CUSTOMER, Act.REOPEN): _REOPENS,
    (Role.CUSTOMER, Act.FOLLOW_UP): {
        **dict.fromkeys(Status, Refusal.NOT_FINISHED),
        **{status: status for status in FINISHED},
    },
    (Role.CUSTOMER, Act.DISPUTE): _STAYS_OPEN,
    (Role.CUSTOMER, Act.CONFIRM_EMERGENCY): {
        **_STAYS_OPEN,
        Status.NEEDS_ENTITLEMENT: Status.NEW,
        Status.WAITING_FOR_CUSTOMER: Status.OPEN,
    },
    (Role.AGENT, Act.REPLY): {**_STAYS, Status.NEW: Status.OPEN, Status.CLOSED: Refusal.CLOSED},
    (Role.AGENT, Act.NOTE): _STAYS,
    (Role.AGENT, Act.TAKE): {**_STAYS_OPEN, Status.NEW: Status.OPEN},
    (Role.AGENT, Act.ASSIGN): _STAYS_OPEN,
    (Role.AGENT, Act.WORK): _goes_to(Status.OPEN),
    (Role.AGENT, Act.WAIT_FOR_CUSTOMER): _goes_to(Status.WAITING_FOR_CUSTOMER),
    (Role.AGENT, Act.WAIT_FOR_VENDOR): _goes_to(Status.WAITING_FOR_VENDOR),
    (Role.AGENT, Act.SCHEDULE): _goes_to(Status.SCHEDULED),
    (Role.AGENT, Act.RESOLVE): {**dict.fromkeys(Status, Status.RESOLVED), **_ENDED},
    (Role.AGENT, Act.CLOSE): _CLOSES,
    (Role.AGENT, Act.REOPEN): _REOPENS,
    (Role.AGENT, Act.SET_SEVERITY): _STAYS_OPEN,
    (Role.AGENT, Act.DECIDE_DISPUTE): _STAYS_OPEN,
    (Role.AGENT, Act.HAND_OVER): _STAYS_OPEN,
    (Role.AGENT, Act.SET_ASIDE): _STAYS,
    (Role.AGENT, Act.RESTORE): _STAYS,
    (Role.PORTAL, Act.COVER): {
        **dict.fromkeys(Status, Refusal.IS_COVERED),
        Status.NEEDS_ENTITLEMENT: Status.NEW,
        **_ENDED,
    },
    (Role.PORTAL, Act.UNCOVER): {
        **dict.fromkeys(Status, Status.NEEDS_ENTITLEMENT),
        Status.NEEDS_ENTITLEMENT: Refusal.NEEDS_ENTITLEMENT,
        **_ENDED,
    },
    (Role.PORTAL, Act.EXPIRE): {
        **dict.fromkeys(Status, Refusal.NOT_RESOLVED),
        Status.RESOLVED: Status.CLOSED,
        Status.CLOSED: Refusal.CLOSED,
    },
}
"""Where each act takes a ticket by where it stands; who has no row for an act may not do it."""
_IN_TRASH = frozenset({Act.NOTE, Act.RESTORE})


def after(status: Status, act: Act, role: Role, *, is_set_aside: bool = False) -> Status | Refusal:
    """Where `act` by somebody of `role` takes a ticket that stands at `status`, or why it does not."""
    row = _TABLE.get((role, act))
    if row is None:
        return _whose(act)
    if is_set_aside and act not in _IN_TRASH:
        return Refusal.SET_ASIDE
    if act is Act.RESTORE and not is_set_aside:
        return Refusal.NOT_SET_ASIDE
    return row[status]


def _whose(act: Act) -> Refusal:
    """The refusal to everybody who is not asked to do `act`."""
    if (Role.AGENT, act) in _TABLE:
        return Refusal.AGENTS_ONLY
    return Refusal.CUSTOMERS_ONLY if (Role.CUSTOMER, act) in _TABLE else Refusal.PORTAL_ONLY


def is_paged(status: str, *, is_gone: bool) -> bool:
    """Whether a call that is owed for a ticket is still made; `is_gone` says that it is merged or in the trash."""
    return not is_gone and Status(status) not in FINISHED


def reopens_until(resolved_at: datetime | None, closed_at: datetime | None) -> datetime | None:
    """Until when a ticket that was resolved or closed then may be reopened; None for one that has not ended."""
    ended_at = resolved_at or closed_at
    return None if ended_at is None else ended_at + GRACE


def within_grace(resolved_at: datetime | None, closed_at: datetime | None, at: datetime) -> bool:
    """Whether a ticket that was resolved or closed then may still be reopened at `at`."""
    until = reopens_until(resolved_at, closed_at)
    return until is None or at < until
