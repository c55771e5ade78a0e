"""What a stored ticket's contract says of it, and what that promises."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from entitlements import coverage, portfolio
from entitlements.coverage import Span
from tickets import rules
from tickets.models import Milestone, Ticket, Window


def assess(ticket: Ticket, at: datetime, *, emergency_confirmed: bool | None = None) -> portfolio.Assessment:
    """What the ticket's contract says about it at `at`; the stored decision stays what it is.

    Whether its emergency is confirmed is what the stored decision says, unless it is said here.
    """
    if emergency_confirmed is None:
        emergency_confirmed = ticket.decision.get("mode") == coverage.Mode.EMERGENCY
    return portfolio.assess(
        contact=ticket.contact,
        organization=ticket.organization,
        product=ticket.product,
        version=ticket.version,
        kind=ticket.kind,
        severity=ticket.severity,
        at=at,
        emergency_confirmed=emergency_confirmed,
        under=ticket.contract_id if ticket.partner_id else None,
        **_booked(ticket),
    )


def _booked(ticket: Ticket) -> dict[str, Any]:
    """The window that a maintenance ticket has booked, and what it holds (R9)."""
    if ticket.kind != Ticket.Kind.MAINTENANCE:
        return {}
    window = Window.objects.live().filter(ticket=ticket).first()
    return {"window": Span(window.starts_at, window.ends_at), "booked_units": window.units} if window else {}


def as_filed(ticket: Ticket) -> portfolio.Assessment:
    """What the contract, as it stands, says of the ticket at its filing: its timeline is the ticket's covered time.

    The units that the ticket itself holds still pay for it (R11).
    """
    made = assess(ticket, ticket.filed_at)
    held = ticket.decision.get("units_held") or 0
    return replace(made, portfolio=replace(made.portfolio, units=made.portfolio.units + held))


def emergency_until(ticket: Ticket, at: datetime) -> tuple[bool, datetime | None]:
    """Whether nothing but its confirmed emergency covers the ticket at `at`, and when that changes; None for never.

    Units never burn while something else covers (R10).
    """
    timeline = as_filed(ticket).timeline
    grant = timeline.grant_at(at)
    if grant is None or grant.mode is not coverage.Mode.EMERGENCY:
        return False, None
    return True, timeline.change(at, grant)


def is_emergency(ticket: Ticket) -> bool:
    """Whether its confirmed emergency is one still, as the ticket stands now: a lower severity may not be (R10)."""
    return any(grant.mode is coverage.Mode.EMERGENCY for grant in as_filed(ticket).timeline.grants)


def pages(ticket: Ticket, at: datetime) -> bool:
    """Whether what happens to a promise at `at` is worth a call: the contract, asked again at that instant, pages."""
    return rules.page_is_owed(assess(ticket, at).decision)


def first_due(assessment: portfolio.Assessment, severity: int, at: datetime) -> datetime | None:
    """The earliest promise of a ticket filed at `at` with that decision; None when nothing is promised."""
    promised = rules.promises_of(assessment.decision, severity, assessment.targets)
    dues = (assessment.due_at(at, promise.minutes) for promise in promised)
    return min((due for due in dues if due is not None), default=None)


def first_due_of(ticket: Ticket) -> datetime | None:
    """When the first response was due as the ticket was decided, as its history says; later stops do not move it."""
    decided = ticket.events.filter(code__in=rules.DECIDED).order_by("-id").values_list("data", flat=True).first() or {}
    due = decided.get("due_at")
    return datetime.fromisoformat(due) if due else None


def due_as_contracted(milestone: Milestone, at: datetime) -> datetime | None:
    """When a running promise is due by the contracts as they stand at `at`; what is stored stays what it is."""
    since = milestone.resumed_at or milestone.starts_at
    left = rules.seconds_left(milestone.target_minutes, milestone.used_seconds)
    timeline = as_filed(milestone.ticket).timeline
    due = timeline.add(since, left)
    if due is not None:
        return due
    used = rules.whole_seconds(timeline.between(since, at))
    return assess(milestone.ticket, at).timeline.add(at, max(0, left - used))
