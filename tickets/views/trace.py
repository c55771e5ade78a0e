"""The trace behind a ticket's decision: what was held, whose hours count, and each promise summed up step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext

from accounts.models import User
from catalog.models import Region, Weekday
from catalog.rules import clock
from entitlements import coverage
from entitlements.models import Contract
from entitlements.portfolio import Assessment, Line, lines_of
from oncall.portfolio import Story, stories
from tickets.models import Milestone, Ticket
from tickets.services import promises
from tickets.views import marks

NEAR_BEFORE, NEAR_AFTER = timedelta(days=7), timedelta(days=21)
"""How far from the filing a holiday is worth naming."""


@dataclass(frozen=True)
class Hours:
    """The business hours that weekdays in a row share, as they are written: Monday to Friday, `06:00-17:00`."""

    days: str
    times: str


@dataclass(frozen=True)
class Exceptional:
    """A date near the filing on which other hours count."""

    on: date
    text: str


@dataclass(frozen=True)
class Row:
    """A covered stretch that counts: by whom it is covered, how much of it, and the total by its end, in seconds."""

    starts_at: datetime
    ends_at: datetime
    by: str
    seconds: float
    total: float


@dataclass(frozen=True)
class Sum:
    """A promise as a sum of rows; what was used before its clock stood still is in the totals."""

    milestone: Milestone
    mark: marks.PromiseMark
    package: str
    rows: list[Row]

    @property
    def target(self) -> int:
        """The seconds that were promised."""
        return self.milestone.target_minutes * 60

    @property
    def stands(self) -> bool:
        """Whether its clock stands still."""
        return self.milestone.paused_at is not None and self.milestone.met_at is None

    @property
    def differs(self) -> bool:
        """Whether today's calendars and contract would give another instant than the one that was promised."""
        return not self.stands and self.milestone.due_at is not None and self.due_at != self.milestone.due_at

    @property
    def due_at(self) -> datetime | None:
        """Where the rows end."""
        return self.rows[-1].ends_at if self.rows else None


def at_filing(ticket: Ticket) -> Assessment:
    """What the contract says of the instant of filing, with the time units that the ticket itself held."""
    found = promises.assess(ticket, ticket.filed_at)
    held = int(ticket.decision.get("units_held") or 0)
    return replace(found, portfolio=replace(found.portfolio, units=found.portfolio.units + held)) if held else found


def sums(ticket: Ticket, filed: Assessment, at: datetime) -> list[Sum]:
    """Every promise of the ticket with its arithmetic, the first one first."""
    return [_sum(milestone, filed, at) for milestone in ticket.milestones.select_related("ticket").order_by("id")]


def _sum(milestone: Milestone, filed: Assessment, at: datetime) -> Sum:
    starts_at = milestone.resumed_at or milestone.starts_at
    left = milestone.target_minutes * 60 - milestone.used_seconds
    counted = coverage.steps(filed.timeline, starts_at, left)
    return Sum(
        milestone=milestone,
        mark=marks.milestone(milestone, at),
        package=filed.names.get(milestone.package, milestone.package),
        rows=[] if milestone.paused_at else [_row(step, filed, milestone.used_seconds) for step in counted],
    )


def _row(step: coverage.Step, filed: Assessment, used: int) -> Row:
    region = filed.regions.get(step.span.region)
    package = filed.names.get(step.span.package, step.span.package)
    by = f"{region.city if region else step.span.region} \N{MIDDLE DOT} {package}"
    return Row(step.starts_at, step.ends_at, by, step.seconds, used + step.total)


def contract_lines(ticket: Ticket, user: User) -> tuple[Contract, list[Line]] | None:
    """The contract with its lines as they stood at filing; None without one that `user` may see."""
    if ticket.contract is None:
        return None
    contract = (
        Contract.objects.visible_to(user)
        .filter(pk=ticket.contract.pk)
        .select_related("sold_in")
        .prefetch_related("entitlements__package__needs", "licenses__product", "additional_regions")
        .first()
    )
    return (contract, lines_of(contract, ticket.filed_at)) if contract else None


def lifecycle(ticket: Ticket) -> str:
    """Where the version stood on the day of filing in the sold-in region; nothing without a version."""
    if ticket.version is None:
        return ""
    zone = ticket.contract.sold_in.tz if ticket.contract else ticket.requester.zone
    state = ticket.version.lifecycle(ticket.filed_at.astimezone(zone).date())
    return gettext(coverage.LIFECYCLE_NAMES[state.value])


def why_this_desk(ticket: Ticket) -> str:
    """Why the ticket went to its desk, in one sentence."""
    if ticket.contract is None or ticket.desk is None:
        return ""
    facts = {"region": ticket.desk.region.name, "contract": ticket.contract.number}
    if ticket.decision.get("region") != ticket.desk.region.code:
        return gettext("It was moved to a desk of %(region)s after it was filed.") % facts
    if ticket.desk.region_id == ticket.contract.sold_in_id:
        return (
            gettext("Contract %(contract)s was sold in %(region)s, and its desk works what the contract covers.")
            % facts
        )
    return gettext("%(region)s is the contact's own region, and contract %(contract)s lists it.") % facts


def hours(region: Region) -> list[Hours]:
    """The weekly business hours of the region, days in a row with the same hours together, days without left out."""
    week: dict[int, list[str]] = {}
    for row in region.business_hours.order_by("weekday", "opens_minute"):
        week.setdefault(row.weekday, []).append(f"{clock(row.opens_minute)}\N{EN DASH}{clock(row.closes_minute)}")
    runs: list[list[int]] = []
    for day, times in week.items():
        if runs and day == runs[-1][-1] + 1 and times == week[runs[-1][-1]]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [Hours(_days(run), ", ".join(week[run[0]])) for run in runs]


def _days(run: list[int]) -> str:
    first, last = Weekday(run[0]).label, Weekday(run[-1]).label
    return str(first) if len(run) == 1 else gettext("%(first)s to %(last)s") % {"first": first, "last": last}


def exceptional(region: Region, filed_at: datetime) -> list[Exceptional]:
    """Holidays, closures and hours of single dates near the filing, by date."""
    day = filed_at.astimezone(region.tz).date()
    near = (day - NEAR_BEFORE, day + NEAR_AFTER)
    found = [Exceptional(row.on, row.name) for row in region.holidays.filter(on__range=near)]
    found += [
        Exceptional(closure.on, _times(closure.name, closure.from_minute, closure.to_minute))
        for closure in region.closures.filter(on__range=near)
    ]
    found += [
        Exceptional(opening.on, _times(gettext("open"), opening.opens_minute, opening.closes_minute))
        for opening in region.openings.filter(on__range=near)
    ]
    return sorted(found, key=lambda each: each.on)


def pages(ticket: Ticket, user: User) -> list[Story]:
    """The calls to on-call about the ticket that the agent `user` may see, the first one first."""
    return stories(f"ticket:{ticket.pk}", user)


def _times(name: str, start: int, end: int) -> str:
    return f"{name}, {clock(start)}\N{EN DASH}{clock(end)}"
