"""What decides about windows of one environment in a stretch of time, read once: contract, desks, days, engineers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from accounts.models import Agent, Contact, Environment
from catalog.models import Desk, Holiday, Region
from entitlements import portfolio
from entitlements.coverage import Kind, Portfolio, Span, Window, timeline, verdict
from entitlements.models import Contract, UnitTerms
from entitlements.rules import units_for
from oncall.models import Reservation
from oncall.portfolio import Capacity, capacity
from tickets import rules
from tickets.models import Freeze, Ticket, WindowType
from tickets.rules import FrozenDays, WindowProblem, WindowTerms
from tickets.services.filing import desk_for

STEP = timedelta(hours=1)
A_DAY = timedelta(days=1)
PLENTY = 1_000_000
ENDED = frozenset({"contract_expired", "contract_gap", "option_expired", "contract_not_active", "gold_required"})
"""Reasons of a decision that say: by then it has ended."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of one window: who could work it and what it holds, or why it cannot be booked."""

    span: Span
    desk: Desk | None = None
    engineers: tuple[Agent, ...] = ()
    covered_minutes: int = 0
    units: int = 0
    minimum: int = 0
    problem: WindowProblem | None = None


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What windows of `environment` between two instants are judged by; `besides` is a reservation that would move."""

    environment: Environment
    type: WindowType
    at: datetime
    within: Span
    assessment: portfolio.Assessment
    unit_minutes: int
    held: int = 0
    besides: Reservation | None = None
    freezes: tuple[Freeze, ...] = ()
    holidays: Mapping[str, Mapping[date, str]] = field(default_factory=dict)
    desks: dict[str, tuple[Desk | None, Capacity | None]] = field(default_factory=dict)

    def judge(self, span: Span) -> Judged:
        """Say of `span`, which lies within, who works it and what it holds, or what stands against it."""
        problem = rules.window_problem(span, terms_of(self.type), self.at)
        if problem is not None:
            return Judged(span, problem=problem)
        made = self.assessment
        spans = [Span(each.starts_at, each.ends_at) for each in made.timeline.spans(span.starts_at, span.ends_at)]
        gap = rules.first_gap(span, spans)
        region = self._region(span.starts_at)
        days = rules.days_of(span, made.regions[region].tz) if region else []
        problem = self._barred(span, days, region, is_covered=gap is None)
        if problem is not None or region is None:
            return Judged(span, problem=problem or WindowProblem("no_contract"))
        return self._staffed(span, region, spans)

    def _region(self, at: datetime) -> str | None:
        grant = self.assessment.timeline.grant_at(at)
        made = self.assessment
        contract = made.portfolio.led_by(made.decision.contract).contract
        return grant.line.region if grant else contract.sold_in if contract else None

    def _barred(self, span: Span, days: list[date], region: str | None, *, is_covered: bool) -> WindowProblem | None:
        """The freeze or holiday in the way, or what the contract does not give."""
        if region is None:
            return WindowProblem("no_contract")
        frozen = rules.frozen_by(days, (_days(each) for each in self.freezes if _is_at(each, region)))
        if frozen is not None or is_covered:
            return frozen
        holidays = self.holidays.get(region, {}) if self._keeps_holidays() else {}
        return self._not_given(span) or rules.holiday_of(days, holidays)

    def _not_given(self, span: Span) -> WindowProblem | None:
        """Why the contract does not pay for all of the window, if it had the units."""
        made = self.assessment
        asked = replace(made.request, window=span)
        rich = replace(made.portfolio, units=PLENTY)
        given = timeline(asked, rich, made.calendars).spans(span.starts_at, span.ends_at)
        gap = rules.first_gap(span, [Span(each.starts_at, each.ends_at) for each in given])
        if gap is None:
            return None
        codes = {reason.code for reason in verdict(replace(asked, at=gap), rich, made.calendars).reasons}
        if "version_not_supported" in codes:
            return WindowProblem("unsupported")
        if codes & ENDED and self._gives_now(rich):
            return WindowProblem("contract_ended", {"at": gap})
        return WindowProblem("not_given")

    def _gives_now(self, rich: Portfolio) -> bool:
        """Whether a window that lasts at this instant would be given: then it is the asked one that is too late."""
        made = self.assessment
        asked = replace(made.request, window=Span(self.at, self.at + STEP), at=self.at)
        return timeline(asked, rich, made.calendars).grant_at(self.at) is not None

    def _keeps_holidays(self) -> bool:
        """Whether nothing that is booked is worked on a holiday (R5)."""
        packages = self.assessment.portfolio.packages.values()
        return not any(each.covers_holidays for each in packages if each.window is Window.BOOKED)

    def _staffed(self, span: Span, region: str, spans: list[Span]) -> Judged:
        covered = rules.covered_minutes(span, spans)
        units, minimum = self._cost((span.ends_at - span.starts_at) // timedelta(minutes=1) - covered)
        if units > self.assessment.portfolio.units + self.held:
            facts = {"units": units, "balance": self.assessment.portfolio.units + self.held}
            return Judged(span, problem=WindowProblem("not_enough_units", facts))
        desk, staff = self._desk(region)
        free = tuple(staff.free(span)) if staff else ()
        problem = None if free else WindowProblem("nobody_free", {"desk": str(desk or region)})
        return Judged(span, desk, free, covered, units, minimum, problem)

    def _cost(self, uncovered: int) -> tuple[int, int]:
        """The units that are held for so many minutes that nothing else covers, and the minimum of them."""
        if uncovered <= 0:
            return 0, 0
        packages = self.assessment.portfolio.packages.values()
        minimum = min((each.minimum_units for each in packages if each.window is Window.BOOKED), default=1)
        return units_for(uncovered, unit_minutes=self.unit_minutes, minimum=minimum), minimum

    def _desk(self, region: str) -> tuple[Desk | None, Capacity | None]:
        if region not in self.desks:
            desk = desk_for(region, self.environment.product)
            self.desks[region] = desk, capacity(desk, self.within, besides=self.besides) if desk else None
        return self.desks[region]

    def free(self, minutes: int, *, step: timedelta = STEP) -> Iterator[Judged]:
        """The windows of that length that can be booked, on whole steps of the clock."""
        length = timedelta(minutes=minutes)
        since = max(self.within.starts_at, self.at + terms_of(self.type).notice)
        for start in rules.starts_between(since, self.within.ends_at - length, step):
            judged = self.judge(Span(start, start + length))
            if judged.problem is None:
                yield judged


def window_types() -> list[WindowType]:
    """What windows are booked for, as the administration put it."""
    return list(WindowType.objects.current())


def terms_of(kind: WindowType) -> WindowTerms:
    """The terms of a type as the rules read them."""
    return WindowTerms(
        notice=timedelta(hours=kind.notice_hours),
        free_until=timedelta(hours=kind.free_until_hours),
        least=timedelta(minutes=kind.least_minutes),
        most=timedelta(minutes=kind.most_minutes),
    )


def grounds(
    *,
    contact: Contact | None,
    environment: Environment,
    kind: WindowType,
    within: Span,
    at: datetime,
    held: int = 0,
    besides: Reservation | None = None,
    under: Contract | None = None,
) -> Grounds:
    """What windows of the environment that lie `within` are judged by at `at`; `held` units would come back first.

    A partner's are judged `under` the contract that names it (R1).
    """
    made = portfolio.assess(
        contact=contact,
        organization=environment.organization,
        product=environment.product,
        version=environment.version,
        kind=Kind.MAINTENANCE.value,
        severity=Ticket.Severity.MINOR.value,
        at=at,
        under=under.pk if under else None,
    )
    first, last = within.starts_at.date() - A_DAY, within.ends_at.date() + A_DAY  # of any zone
    freezes = Freeze.objects.concerning(environment.product, set(made.regions), first, last)
    return Grounds(
        environment=environment,
        type=kind,
        at=at,
        within=within,
        assessment=made,
        unit_minutes=next(iter(UnitTerms.objects.values_list("unit_minutes", flat=True))),
        held=held,
        besides=besides,
        freezes=tuple(freezes),
        holidays=_holidays(made.regions, first, last),
    )


def _holidays(regions: Mapping[str, Region], first: date, last: date) -> dict[str, dict[date, str]]:
    rows = Holiday.objects.filter(region__in=list(regions.values()), on__range=(first, last))
    found: dict[str, dict[date, str]] = {}
    for code, on, name in rows.values_list("region__code", "on", "name"):
        found.setdefault(code, {})[on] = name
    return found


def _days(freeze: Freeze) -> FrozenDays:
    return FrozenDays(freeze.name, freeze.first_on, freeze.last_on)


def _is_at(freeze: Freeze, region: str) -> bool:
    return freeze.region is None or freeze.region.code == region
