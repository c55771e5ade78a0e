"""The arithmetic of promises: which covered stretches count, when the clock stood still, what is used and left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from entitlements import coverage
from entitlements.portfolio import Assessment
from entitlements.portfolio.pinned import Cover
from tickets import rules
from tickets.models import Milestone, Ticket, TicketEvent
from tickets.services import promises
from tickets.views import marks

STANDS = ("status_changed", "coverage_ended", "coverage_resumed", "set_aside", "restored")
"""The events that may stop or start a clock."""


@dataclass(frozen=True)
class Row:
    """A covered stretch that counts: by whom it is covered, how much of it, and the total by its end, in seconds."""

    starts_at: datetime
    ends_at: datetime
    by: str
    seconds: float
    total: float


@dataclass(frozen=True)
class Pause:
    """A time in which the clock stood still, and why; `ends_at` is None while it does."""

    starts_at: datetime
    ends_at: datetime | None
    why: str


@dataclass(frozen=True)
class Sum:
    """A promise as a sum of rows; what was used before its clock stood still is in the totals.

    `contracted_at` is when it would be due by today's contract and calendars, `used` the seconds that it has used.
    """

    milestone: Milestone
    mark: marks.PromiseMark
    package: str
    rows: list[Row]
    pauses: list[Pause]
    used: int
    contracted_at: datetime | None

    @property
    def target(self) -> int:
        """The seconds that were promised."""
        return self.milestone.target_minutes * 60

    @property
    def left(self) -> int:
        """The seconds that are left; below zero those by which it is over."""
        return self.target - self.used

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.milestone.met_at is None

    @property
    def stands(self) -> bool:
        """Whether its clock stands still."""
        return self.milestone.paused_at is not None and self.is_open

    @property
    def differs(self) -> bool:
        """Whether today's calendars and contract would give another instant than the one that was promised."""
        is_settled = not self.is_open or self.stands or self.milestone.broken_at is not None
        return not is_settled and self.milestone.due_at is not None and self.contracted_at != self.milestone.due_at

    @property
    def due_at(self) -> datetime | None:
        """Where the rows end."""
        return self.rows[-1].ends_at if self.rows else None


def sums(ticket: Ticket, filed: Assessment, at: datetime) -> list[Sum]:
    """Every promise of the ticket with its arithmetic, the first one first."""
    made = list(ticket.milestones.select_related("basis").order_by("id"))
    covers = promises.covers_of([each.basis for each in made if each.basis])
    stood = _pauses(list(ticket.events.filter(code__in=STANDS).order_by("id")))
    pinned = Cover(coverage.pins_of(filed.timeline), filed.calendars, filed.targets)
    return [_sum(each, covers.get(each.basis_id or 0, pinned), filed, stood, at) for each in made]


def _sum(milestone: Milestone, cover: Cover, filed: Assessment, stood: Sequence[Pause], at: datetime) -> Sum:
    since = milestone.resumed_at or milestone.starts_at
    left = rules.seconds_left(milestone.target_minutes, milestone.used_seconds)
    counted = coverage.steps(cover.timeline, since, left)
    return Sum(
        milestone=milestone,
        mark=marks.milestone(milestone, at),
        package=filed.names.get(milestone.package, milestone.package),
        rows=[] if milestone.paused_at else [_row(step, filed, milestone.used_seconds) for step in counted],
        pauses=[pause for pause in stood if _concerns(pause, milestone)],
        used=promises.used_by(milestone, cover, at),
        contracted_at=filed.timeline.add(since, left),
    )


def _row(step: coverage.Step, filed: Assessment, used: int) -> Row:
    region = filed.regions.get(step.span.region)
    package = filed.names.get(step.span.package, step.span.package)
    by = f"{region.city if region else step.span.region} \N{MIDDLE DOT} {package}"
    return Row(step.starts_at, step.ends_at, by, step.seconds, used + step.total)


def _concerns(pause: Pause, milestone: Milestone) -> bool:
    """Whether the clock of that promise was stopped by it."""
    ended_at = milestone.met_at
    is_before = pause.ends_at is not None and pause.ends_at <= milestone.starts_at
    return not is_before and (ended_at is None or pause.starts_at < ended_at)


def _pauses(events: Sequence[TicketEvent]) -> list[Pause]:
    """When the ticket's clocks stood still, as its history says."""
    found: list[Pause] = []
    since: tuple[datetime, str] | None = None
    for event in events:
        why = _why(event)
        if why and since is None:
            since = event.at, why
        elif not why and since is not None:
            found.append(Pause(since[0], event.at, since[1]))
            since = None
    return [*found, Pause(since[0], None, since[1])] if since else found


def _why(event: TicketEvent) -> str:
    """Why clocks stand still from an event on; empty where they run."""
    if event.code == "status_changed" and event.data.get("to") == rules.Status.WAITING_FOR_CUSTOMER:
        return gettext("waiting for the customer: %(ask)s") % {"ask": event.data.get("waiting_for", "")}
    if event.code == "status_changed" and event.data.get("to") in rules.FINISHED:
        return gettext("the ticket had ended")
    return {"coverage_ended": gettext("coverage ended"), "set_aside": gettext("in the trash")}.get(event.code, "")
