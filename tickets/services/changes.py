"""What every change of a ticket does: lock, check, move, and append to the history."""

from datetime import datetime
from typing import Any

from accounts.models import User
from common.refusal import Unable
from entitlements import portfolio
from entitlements.services import close_hold
from outbox.services import publish
from tickets import permissions, rules
from tickets.models import Ticket, TicketEvent
from tickets.rules import Act, Refusal, Role, Status
from tickets.services import metering, promises, window_accounts


def lock(ticket: Ticket) -> None:
    """Read the ticket again and keep others from changing it until the transaction ends."""
    ticket.refresh_from_db(from_queryset=Ticket.objects.select_for_update())


def record(
    ticket: Ticket,
    *,
    actor: User | None,
    code: str,
    at: datetime,
    data: dict[str, Any] | None = None,
    is_internal: bool = False,
) -> TicketEvent:
    """Append to the history of the ticket; no actor means that the portal itself acted."""
    return TicketEvent.objects.create(
        ticket=ticket, actor=actor, code=code, at=at, data=data or {}, is_internal=is_internal
    )


def role_of(actor: User, ticket: Ticket, refusal: type[Unable]) -> Role:
    """The side on which `actor` stands; whoever may only read is refused with `forbidden`."""
    role = permissions.writes_as(actor, ticket)
    if role is None:
        raise refusal("forbidden")
    return role


def destination(ticket: Ticket, act: Act, *, actor: User, at: datetime, refusal: type[Unable]) -> Status:
    """Where `act` takes the ticket, or the refusal with the code of the rule that forbids it."""
    return taken(ticket, act, role_of(actor, ticket, refusal), at=at, refusal=refusal)


def taken(ticket: Ticket, act: Act, role: Role, *, at: datetime, refusal: type[Unable]) -> Status:
    """Where `act` takes the ticket when somebody on that side does it, who may write; else the refusal, as above."""
    if ticket.merged_into is not None and act is not Act.NOTE:
        raise refusal("merged", (ticket.merged_into.reference,))
    before = Status(ticket.status)
    goes_to = rules.after(before, act, role, is_set_aside=ticket.is_set_aside)
    if isinstance(goes_to, Refusal):
        raise refusal(goes_to.value)
    comes_back = before in rules.FINISHED and goes_to not in rules.FINISHED
    if comes_back and not rules.within_grace(ticket.resolved_at, ticket.closed_at, at):
        raise refusal(Refusal.GRACE_IS_OVER.value)
    return _reopened(ticket) if comes_back else goes_to


def check_edit(ticket: Ticket, edit: int | None, refusal: type[Unable]) -> None:
    """Refuse a change of somebody who looked at an older edit of the ticket than the stored one."""
    if edit is not None and ticket.version_number != edit:
        raise refusal("changed_meanwhile")


def move(
    ticket: Ticket, status: Status, *, actor: User | None, at: datetime, waiting_for: str = ""
) -> TicketEvent | None:
    """Take the ticket to `status`, with its clocks, and answer the line of its history; None if it stands there."""
    before = ticket.status
    if status == before and waiting_for == ticket.waiting_for:
        return None
    ticket.status, ticket.waiting_for = status.value, waiting_for
    if status not in rules.FINISHED:
        ticket.resolved_at = None
    elif status is Status.RESOLVED:
        ticket.resolved_at = at
    ticket.closed_at = at if status is Status.CLOSED else None
    ticket.closes_at = at + rules.GRACE if status is Status.RESOLVED else None
    if status in rules.FINISHED and before not in rules.FINISHED:
        promises.end(ticket, actor=actor, at=at)
        stop_meter(ticket, actor=actor, at=at)
        end_window(ticket, actor=actor, at=at)
    promises.follow(ticket, at=at)
    if before in rules.FINISHED and status not in rules.FINISHED:
        promises.reopened(ticket, at=at)
    data = {"from": before, "to": status.value, **({"waiting_for": waiting_for} if waiting_for else {})}
    event = record(ticket, actor=actor, code="status_changed", at=at, data=data)
    touch(ticket, "status", "waiting_for", "resolved_at", "closed_at", "closes_at", at=at)
    if status is Status.CLOSED:
        settle(ticket, at=at)
    return event


def stop_meter(ticket: Ticket, *, actor: User | None, at: datetime) -> None:
    """End the emergency of a ticket whose meter runs, with its account: nothing is charged once it is solved (R11)."""
    meter = metering.running(ticket)
    if meter is not None:
        account = metering.finish(meter, actor=actor, at=at)
        record(ticket, actor=actor, code="emergency_ended", at=at, data=account)


def end_window(ticket: Ticket, *, actor: User | None, at: datetime) -> None:
    """End or cancel what a ticket has booked, with its account: its engineer is kept for it no longer (R9).

    Support that ends it before its window opens charges nothing; a customer pays the minimum when it is late.
    """
    window = window_accounts.live_window(ticket)
    if window is None:
        return
    is_late = window.started_at is not None or at >= window.free_until
    is_customers = actor is not None and permissions.role_of(actor, ticket) is Role.CUSTOMER
    is_charged = window.started_at is not None or (is_late and is_customers)
    account = window_accounts.settle(ticket, actor=actor, is_charged=is_charged, at=at)
    code = "window_ended" if window.started_at else "window_cancelled"
    event = record(ticket, actor=actor, code=code, at=at, data=account)
    publish(f"window.{'ended' if window.started_at else 'cancelled'}", str(event.pk), at=at)


def settle(ticket: Ticket, *, at: datetime) -> None:
    """Let a closed ticket keep no time unit: it used its minimum or what was logged, and the rest goes back (R11)."""
    if not ticket.decision.get("units_held"):
        return
    hold = close_hold(subject=ticket.reference, actor=None, at=at)
    if hold is not None:
        record(ticket, actor=None, code="units_settled", at=at, data={"used": hold.used})


def touch(ticket: Ticket, *fields: str, at: datetime) -> None:
    """Store the named fields of a locked ticket as its next edit, and tell the topic "ticket.touched" with its key."""
    ticket.version_number += 1
    ticket.changed_at = at
    ticket.save(update_fields=["version_number", "changed_at", "next_promise_at", *fields])
    publish("ticket.touched", str(ticket.pk), at=at)


def _reopened(ticket: Ticket) -> Status:
    return rules.reopened_status(portfolio.load(ticket.decision))
