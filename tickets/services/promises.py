"""Promises with a clock: when they start, stop, go on and are kept."""

from dataclasses import replace
from datetime import datetime

from accounts.models import User
from entitlements import coverage, portfolio
from tickets import rules
from tickets.models import Milestone, Ticket, TicketEvent
from tickets.rules import Status


def assess(ticket: Ticket, at: datetime, *, emergency_confirmed: bool = False) -> portfolio.Assessment:
    """What the ticket's contract says about it at `at`; the stored decision stays what it is."""
    return portfolio.assess(
        contact=ticket.contact,
        organization=ticket.organization,
        product=ticket.product,
        version=ticket.version,
        kind=ticket.kind,
        severity=ticket.severity,
        at=at,
        emergency_confirmed=emergency_confirmed or ticket.decision.get("mode") == "emergency",
        under=ticket.contract_id if ticket.partner_id else None,
    )


def as_filed(ticket: Ticket) -> portfolio.Assessment:
    """What the contract, as it stands, says of the ticket at its filing: its timeline is the ticket's covered time.

    The units that the ticket itself holds still pay for it (R11).
    """
    made = assess(ticket, ticket.filed_at)
    held = ticket.decision.get("units_held") or 0
    return replace(made, portfolio=replace(made.portfolio, units=made.portfolio.units + held))


def is_emergency(ticket: Ticket) -> bool:
    """Whether its confirmed emergency is one still, as the ticket stands now: a lower severity may not be (R10)."""
    return any(grant.mode is coverage.Mode.EMERGENCY for grant in as_filed(ticket).timeline.grants)


def start(ticket: Ticket, assessment: portfolio.Assessment, *, at: datetime) -> None:
    """Start what is promised at filing, pinned to the package, its target and the calendars of the decision."""
    promised = rules.promises_at_filing(assessment.decision, ticket.severity, assessment.targets)
    milestones = [
        Milestone(
            ticket=ticket,
            kind=promise.kind,
            package=promise.package,
            target_minutes=promise.minutes,
            calendar_versions=assessment.calendar_versions,
            starts_at=at,
            due_at=assessment.due_at(at, promise.minutes),
        )
        for promise in promised
    ]
    Milestone.objects.bulk_create(milestones)


def retarget(ticket: Ticket, assessment: portfolio.Assessment) -> None:
    """Promise a first response that is still owed as its package does at the ticket's severity, from its own start.

    One that was broken stays due when it was.
    """
    owed = ticket.milestones.filter(kind=rules.FIRST_RESPONSE, met_at=None, broken_at=None).first()
    if owed is None:
        return
    minutes = assessment.targets.get((owed.package, ticket.severity, owed.kind))
    if minutes is None:
        return
    owed.target_minutes = minutes
    if owed.paused_at is None:
        owed.due_at = _due(owed, as_filed(ticket), owed.resumed_at or owed.starts_at)
    owed.save(update_fields=["target_minutes", "due_at"])
    refresh(ticket)


def restart(ticket: Ticket, assessment: portfolio.Assessment, *, at: datetime) -> None:
    """Promise a first response as `assessment` does, from `at`; one that is still owed gives way to it."""
    if ticket.milestones.filter(kind=rules.FIRST_RESPONSE, met_at__isnull=False).exists():
        return
    ticket.milestones.filter(kind=rules.FIRST_RESPONSE, broken_at=None).delete()
    if not ticket.milestones.filter(kind=rules.FIRST_RESPONSE).exists():
        start(ticket, assessment, at=at)
    refresh(ticket)


def first_due(assessment: portfolio.Assessment, severity: int, at: datetime) -> datetime | None:
    """The earliest promise of a ticket filed at `at` with that decision; None when nothing is promised."""
    promised = rules.promises_at_filing(assessment.decision, severity, assessment.targets)
    dues = (assessment.due_at(at, promise.minutes) for promise in promised)
    return min((due for due in dues if due is not None), default=None)


def due_as_contracted(milestone: Milestone, at: datetime) -> datetime | None:
    """When a running promise is due by the contracts as they stand at `at`; what is stored stays what it is."""
    since = milestone.resumed_at or milestone.starts_at
    left = max(0, milestone.target_minutes * 60 - milestone.used_seconds)
    timeline = as_filed(milestone.ticket).timeline
    due = timeline.add(since, left)
    if due is not None:
        return due
    used = round(timeline.between(since, at))
    return assess(milestone.ticket, at).timeline.add(at, max(0, left - used))


def first_due_of(ticket: Ticket) -> datetime | None:
    """When the first response was due as the ticket was decided, as its history says; later stops do not move it."""
    decided = ticket.events.filter(code__in=rules.DECIDED).order_by("-id").values_list("data", flat=True).first() or {}
    due = decided.get("due_at")
    return datetime.fromisoformat(due) if due else None


def meet(ticket: Ticket, kind: str, *, actor: User, at: datetime) -> None:
    """Keep the open promise of that kind; one that was due before `at` is recorded as broken first (I5)."""
    milestone = ticket.milestones.filter(kind=kind, met_at=None).first()
    if milestone is None:
        return
    if milestone.due_at is not None and milestone.due_at <= at:
        break_once(milestone)
    ticket.milestones.filter(pk=milestone.pk).update(met_at=at)
    tell(ticket, "promise_kept", at=at, kind=kind, actor=actor)
    refresh(ticket)


def clocks_run(ticket: Ticket) -> bool:
    """Whether promises run where the ticket stands: not while it waits for its customer, and not in the trash."""
    is_gone = ticket.is_set_aside or ticket.merged_into_id is not None
    return not is_gone and Status(ticket.status) not in rules.CLOCKS_STAND


def follow(ticket: Ticket, *, at: datetime) -> None:
    """Stop the clocks where the ticket lets none run, else let them go on for what was left of them."""
    if clocks_run(ticket):
        resume(ticket, at=at)
    else:
        stop(ticket, at=at)


def stop(ticket: Ticket, *, at: datetime) -> int:
    """Stop the running clocks, keeping how much covered time they used; returns how many."""
    running = list(ticket.milestones.running())
    if not running:
        return 0
    covered = as_filed(ticket).timeline
    for milestone in running:
        since = milestone.resumed_at or milestone.starts_at
        milestone.used_seconds += round(covered.between(since, at))
        milestone.paused_at = at
    Milestone.objects.bulk_update(running, ["used_seconds", "paused_at"])
    refresh(ticket)
    return len(running)


def resume(ticket: Ticket, *, at: datetime) -> int:
    """Let stopped clocks go on, due when the covered time that was left has passed since `at`; returns how many.

    A promise that was broken before it was stopped stays due when it was.
    """
    stopped = list(ticket.milestones.filter(met_at=None, paused_at__isnull=False))
    if not stopped:
        return 0
    assessment = as_filed(ticket)
    for milestone in stopped:
        milestone.paused_at, milestone.resumed_at = None, at
        milestone.calendar_versions = assessment.calendar_versions
        if milestone.broken_at is None:
            milestone.due_at = _due(milestone, assessment, at)
    Milestone.objects.bulk_update(stopped, ["paused_at", "resumed_at", "calendar_versions", "due_at"])
    refresh(ticket)
    return len(stopped)


def find_dues(ticket: Ticket, *, at: datetime) -> bool:
    """Give running promises that had no instant one, where a renewal brings it; whether it brought any."""
    endless = list(ticket.milestones.running().filter(due_at=None, broken_at=None))
    assessment = as_filed(ticket)
    for milestone in endless:
        since = milestone.resumed_at or milestone.starts_at
        milestone.used_seconds += round(assessment.timeline.between(since, at))
        milestone.resumed_at, milestone.due_at = at, _due(milestone, assessment, at)
    found = [milestone for milestone in endless if milestone.due_at is not None]
    Milestone.objects.bulk_update(found, ["used_seconds", "resumed_at", "due_at"])
    refresh(ticket)
    return bool(found)


def refresh(ticket: Ticket) -> None:
    """Set the cached next promise from the running milestones; the caller stores it."""
    dues = ticket.milestones.running().filter(due_at__isnull=False).order_by("due_at")
    ticket.next_promise_at = dues.values_list("due_at", flat=True).first()


def break_once(milestone: Milestone) -> bool:
    """Record that the promise was broken, at the instant it was due; False if it was not, or that is recorded."""
    unbroken = Milestone.objects.running().filter(pk=milestone.pk, broken_at=None, due_at=milestone.due_at)
    if milestone.due_at is None or unbroken.update(broken_at=milestone.due_at) != 1:
        return False
    tell(milestone.ticket, "promise_broken", at=milestone.due_at, kind=milestone.kind)
    return True


def tell(ticket: Ticket, code: str, *, at: datetime, kind: str = "", actor: User | None = None) -> None:
    """Append what happened to a promise to the ticket's history."""
    data = {"promise": kind} if kind else {}
    TicketEvent.objects.create(ticket=ticket, actor=actor, code=code, at=at, data=data)


def _due(milestone: Milestone, assessment: portfolio.Assessment, at: datetime) -> datetime | None:
    """When what is left of the target has passed since `at`, under the contract of filing or the one after it."""
    left = max(0, milestone.target_minutes * 60 - milestone.used_seconds)
    due = assessment.timeline.add(at, left)
    return due or assess(milestone.ticket, at).timeline.add(at, left)
