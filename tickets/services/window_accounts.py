"""The units of a window: held when it is booked, charged by logged time, and settled when it is over (R9, R11)."""

from datetime import datetime
from typing import Any

from accounts.models import Agent, User
from entitlements.models import UnitAccount, UnitHold
from entitlements.services import close_hold, hold_units, settle_hold, unit_terms, use_units
from oncall.services import release
from tickets import rules
from tickets.models import Ticket, Window
from tickets.services import metering


def subject_of(ticket: Ticket) -> str:
    """What the units of the ticket's window are held for; an emergency of the ticket has units of its own."""
    return f"{ticket.reference}/window"


def live_window(ticket: Ticket) -> Window | None:
    """The window of the ticket that is neither ended nor cancelled, read anew; None without one."""
    if ticket.kind != Ticket.Kind.MAINTENANCE:
        return None
    people = ("type", "reservation__agent__user")
    return Window.objects.live().filter(ticket=ticket).select_related(*people).first()


def hold_for(window: Window, *, minimum: int, actor: User, at: datetime) -> None:
    """Take what the window may cost off the balance; of that `minimum` is used in any case.

    Raises:
        UnableToHoldUnits: when there are not so many.
    """
    organization = window.ticket.organization
    if window.units and organization is not None:
        subject = subject_of(window.ticket)
        hold_units(organization=organization, subject=subject, units=window.units, minimum=minimum, actor=actor, at=at)


def logged(window: Window) -> int:
    """The minutes that were entered on the ticket since the window opened."""
    return metering.logged(window.ticket_id, window.starts_at)


def charge(ticket: Ticket, *, use_key: str, actor: User | None, at: datetime) -> None:
    """Let a window that is open have used what was logged in it, beyond what is covered without units (R9)."""
    window = live_window(ticket)
    if window is None or window.started_at is None:
        return
    minutes = rules.payable_minutes(logged(window), window.covered_minutes)
    use_units(subject=subject_of(ticket), minutes=minutes, use_key=use_key, actor=actor, at=at)


def settle(ticket: Ticket, *, actor: User | None, is_charged: bool, at: datetime) -> dict[str, Any] | None:
    """End or cancel what the ticket has booked, and answer its account as the history keeps it; None without a window.

    One that was open has ended, one that was not is cancelled; then `is_charged` says whether the minimum is used. What
    was held besides goes back, and so does the time of the engineer. The caller has locked the ticket.
    """
    window = live_window(ticket)
    if window is None:
        return None
    minutes = logged(window) if window.started_at else 0
    closed = _close(window, minutes, actor=actor, is_charged=is_charged, at=at)
    if at < window.ends_at:
        release(reservation=window.reservation, actor=actor, at=at)
    window.minutes, window.due_at = minutes, None
    window.units_used = closed.used if closed else 0
    window.units_returned = window.units - window.units_used
    window.balance = _balance(ticket)
    if window.started_at is None:
        window.cancelled_at = at
    else:
        window.ended_at = at
        window.ended_by = Agent.objects.filter(user=actor).first() if actor else None
    window.save()
    return {
        "window": window.pk,
        "minutes": minutes,
        "used": window.units_used,
        "returned": window.units_returned,
        "balance": window.balance,
    }


def _close(window: Window, minutes: int, *, actor: User | None, is_charged: bool, at: datetime) -> UnitHold | None:
    """Charge what an open window took beyond what is covered, and let what it holds besides go."""
    subject = subject_of(window.ticket)
    if window.started_at is None or not is_charged:
        return close_hold(subject=subject, actor=actor, at=at, is_served=is_charged)
    payable = rules.payable_minutes(minutes, window.covered_minutes)
    unit_minutes = unit_terms().unit_minutes
    return settle_hold(
        subject=subject, minutes=payable, use_key=f"{subject}/end", actor=actor, at=at, unit_minutes=unit_minutes
    )


def _balance(ticket: Ticket) -> int:
    found = UnitAccount.objects.filter(organization=ticket.organization_id).values_list("balance", flat=True).first()
    return found or 0
