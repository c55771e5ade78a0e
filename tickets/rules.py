"""Pure rules of tickets: where one goes next, who works it, what it promises and what it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from entitlements.coverage.values import Decision, Outcome

GRACE = timedelta(days=14)
"""How long after its end a ticket may be reopened."""
KEY_WITHOUT_ORGANIZATION = "T"
"""Begins the references of people without an organization; no organization's key is that short."""
MAX_FILES = 10
"""Attachments of one message."""
MAX_FILE_BYTES = 25 * 1024 * 1024
"""The size of one attachment, in bytes."""
MAX_TEXT = 64 * 1024
"""The length of one message, in characters."""
FIRST_RESPONSE = "first_response"


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


@dataclass(frozen=True, slots=True)
class DeskValue:
    """A desk as far as routing is concerned; without products it takes what no other desk of its region takes."""

    id: int
    region: str
    products: frozenset[int] = field(default_factory=frozenset)


def route(region_code: str | None, product_id: int | None, desks: Sequence[DeskValue]) -> int | None:
    """The desk of the region that works the product.

    A desk that names the product comes before one that names none; the older one first. None without a desk there.
    """
    there = sorted((desk for desk in desks if desk.region == region_code), key=lambda desk: desk.id)
    named = [desk for desk in there if product_id in desk.products]
    general = [desk for desk in there if not desk.products]
    return next((desk.id for desk in [*named, *general]), None)


def format_reference(key: str, number: int) -> str:
    """The name of a ticket: ABC-1042."""
    return f"{key}-{number}"


def initial_status(decision: Decision) -> Status:
    """Where a filed ticket begins (R16).

    What nothing covers now or later needs an entitlement; a question is read by the desk all the same (R14). An
    emergency that was not confirmed waits for the next opening when there is one (R10).
    """
    if is_worked(decision) or _last_code(decision) == "question":
        return Status.NEW
    return Status.NEEDS_ENTITLEMENT


def reopened_status(decision: Decision) -> Status:
    """Where a ticket with that stored decision goes when it is reopened."""
    return Status.OPEN if initial_status(decision) is Status.NEW else Status.NEEDS_ENTITLEMENT


def is_worked(decision: Decision) -> bool:
    """Whether the decision promises work, now or at an opening ahead."""
    if decision.outcome in {Outcome.COVERED_NOW, Outcome.COVERED_LATER}:
        return True
    return decision.outcome is Outcome.PAYMENT_REQUIRED and decision.opens_at is not None


def page_is_owed(decision: Decision) -> bool:
    """Whether on-call is paged for a ticket filed with that decision."""
    return decision.outcome is Outcome.COVERED_NOW and decision.pages


@dataclass(frozen=True, slots=True)
class Promise:
    """A milestone that starts: what is promised, by which package, in how many minutes of covered time."""

    kind: str
    package: str
    minutes: int


def promises_at_filing(
    decision: Decision, severity: int, targets: Mapping[tuple[str, int, str], int]
) -> tuple[Promise, ...]:
    """The promises that start when a ticket is filed: the first response, by what covers it now or at its opening."""
    package = decision.package or decision.opens_by
    if package is None or not is_worked(decision):
        return ()
    minutes = targets.get((package, severity, FIRST_RESPONSE))
    return () if minutes is None else (Promise(FIRST_RESPONSE, package, minutes),)


COVERAGE_ENDED = frozenset(
    {"no_contract", "contract_not_active", "contract_expired", "contract_gap", "gold_required", "option_expired"}
)
"""The codes of a decision that say that what covered a ticket is over (R17)."""


def coverage_ended(decision: Decision) -> bool:
    """Whether nothing covers the ticket now or later because what did has ended (R17)."""
    return (
        decision.outcome is not Outcome.COVERED_NOW
        and decision.opens_at is None
        and _last_code(decision) in COVERAGE_ENDED
    )


def text_problem(text: str, files: int = 0) -> str:
    """Why a message cannot be sent as it is: `empty` (and without files) or `too_long`; nothing when it can."""
    if len(text) > MAX_TEXT:
        return "too_long"
    return "" if text.strip() or files else "empty"


def oversized(sizes: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """The names of the files that are larger than one attachment may be."""
    return tuple(name for name, size in sizes if size > MAX_FILE_BYTES)


def _last_code(decision: Decision) -> str:
    """The code of the reason that says why the outcome is what it is."""
    return decision.reasons[-1].code if decision.reasons else ""


AT_RISK = timedelta(minutes=15)
"""A promise that comes due within this long is at risk; `times.js` turns the chip at the same moment."""


def promise_state(due_at: datetime, at: datetime) -> str:
    """The state at `at` of a promise that runs and comes due at `due_at`: `due`, `at-risk` or `broken`."""
    if due_at <= at:
        return "broken"
    return "at-risk" if due_at - at < AT_RISK else "due"
