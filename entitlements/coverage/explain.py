"""Why a decision is what it is: ordered checks, each adding a reason; the last one says why the outcome is what it is.

The order: contract in force, Gold in force, product licensed, version supported, kind of ticket, then each line that
could cover, the ones that win first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from entitlements.coverage.algebra import merged
from entitlements.coverage.calendar import Calendar, without_holidays
from entitlements.coverage.cover import Grant, admits, calendar_for, granted
from entitlements.coverage.instants import micros
from entitlements.coverage.lines import Line, contract_term, within, zone_for
from entitlements.coverage.reasons import Code, clock_facts, local_day, term_facts
from entitlements.coverage.values import Contract, Kind, Lifecycle, Mode, Parameter, Portfolio, Reason, Request, Window

_COVERING = {
    Mode.BUSINESS: Code.BUSINESS_HOURS,
    Mode.AFTER_HOURS: Code.AFTER_HOURS_SUBSCRIPTION,
    Mode.MAINTENANCE: Code.SCHEDULED_WINDOW,
    Mode.EMERGENCY: Code.PREPAID_INCIDENT,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A request with everything that the checks look at."""

    request: Request
    portfolio: Portfolio
    calendars: Mapping[str, Calendar]
    lines: tuple[Line, ...]

    @property
    def point(self) -> int:
        """The request's instant in microseconds."""
        return micros(self.request.at)

    def zone(self, contract: Contract) -> str:
        """The zone in which the contract's days are counted."""
        return zone_for(contract.sold_in, self.calendars)


def stands(case: Case) -> bool:
    """Whether the contract and Gold are in force at the request's instant."""
    return not any(_standing(case))


def why_covered(case: Case, grant: Grant) -> tuple[Reason, ...]:
    """Why what would win does not cover, and then what does."""
    before = []
    for line in case.lines:
        if line is grant.line:
            break
        if within(line.force, case.point) and admits(line, case.request):
            before.extend(_shut(case, line))
    return (*before, _covering(case, grant))


def why_not_now(case: Case, opens_at: datetime | None, due: Line | None) -> tuple[Reason, ...]:
    """Why nothing covers the request's instant; `due` is the line that waits for payment."""
    standing = list(_standing(case))
    if standing and (opens_at is not None or standing[0].parameters.get("starts_on") is None):
        return tuple(standing)
    barred = _barred(case)
    if standing or barred:
        return (*standing, *barred)
    excluded = [] if case.request.lifecycle is Lifecycle.SUPPORTED else _unsupported(case)
    shut = [reason for line in case.lines if line is not due for reason in _shut(case, line)]
    found = [*excluded, *shut, *([_prepayment(case, due)] if due else [])]
    return tuple(found) or (_closed(case, case.lines[0]),)


def _standing(case: Case) -> Iterator[Reason]:
    """The contract, then Gold: at most one reason, from the first that is not in force."""
    contract = case.portfolio.contract
    if contract is None:
        yield Reason(Code.NO_CONTRACT)
    elif not contract.is_active:
        yield Reason(Code.CONTRACT_NOT_ACTIVE)
    else:
        zone = case.zone(contract)
        term = (contract_term(contract, zone),)
        base = tuple(merged(pair for line in case.lines if not line.package.needs for pair in line.own))
        if not within(term, case.point):
            code = Code.CONTRACT_NOT_STARTED if case.point < term[0][0] else Code.CONTRACT_EXPIRED
            yield Reason(code, term_facts(term, case.point, zone))
        elif not within(base, case.point):
            yield _base_missing(case, base, zone)


def _base_missing(case: Case, base: tuple[tuple[int, int], ...], zone: str) -> Reason:
    """Gold never bought, or before, between or after its terms; an option that runs meanwhile is suspended (R2)."""
    facts = term_facts(base, case.point, zone)
    if facts["ended_on"] and facts["starts_on"]:
        return Reason(Code.CONTRACT_GAP, facts)
    suspended = [line for line in case.lines if line.package.needs and within(line.own, case.point)]
    if suspended or not base:
        code = suspended[-1].package.code if suspended else None
        return Reason(Code.GOLD_REQUIRED, {"package": code} | facts)
    return Reason(Code.CONTRACT_NOT_STARTED if facts["starts_on"] else Code.CONTRACT_EXPIRED, facts)


def _barred(case: Case) -> list[Reason]:
    """License, version, kind: the first that no line allows, and that no clock changes."""
    request = case.request
    if not request.licensed:
        return [Reason(Code.NOT_LICENSED)]
    fitting = [line for line in case.lines if request.lifecycle in line.package.lifecycles]
    if not fitting:
        return _unsupported(case)
    if request.kind is Kind.QUESTION and not any(line.package.covers_questions for line in fitting):
        return [Reason(Code.QUESTION)]
    return []


def _unsupported(case: Case) -> list[Reason]:
    """At most one reason for the version, naming what would otherwise cover now."""
    excluded = [line for line in case.lines if case.request.lifecycle not in line.package.lifecycles]
    running = [line for line in excluded if _is_running(case, line)]
    facts: dict[str, Parameter] = {"lifecycle": case.request.lifecycle.value}
    return [
        Reason(Code.VERSION_NOT_SUPPORTED, facts | {"package": line.package.code}) for line in (running or excluded)[:1]
    ]


def _is_running(case: Case, line: Line) -> bool:
    if line.package.window in {Window.BOOKED, Window.UNCOVERED}:
        return False
    grant = granted(line, case.lines, case.request, case.calendars)
    return grant is not None and grant.covers(case.request.at)


def _shut(case: Case, line: Line) -> list[Reason]:
    """Why a line does not cover the instant; nothing for a line that is beside the point."""
    request, package = case.request, line.package
    if request.lifecycle not in package.lifecycles or _is_beside_the_point(line, request):
        return []
    if not within(line.force, case.point):
        return [_not_in_force(case, line)] if package.window is not Window.UNCOVERED or admits(line, request) else []
    if package.window is Window.UNCOVERED:
        facts: dict[str, Parameter] = {"package": package.code, "severity": request.severity}
        return [] if admits(line, request) else [Reason(Code.NOT_AN_EMERGENCY, facts)]
    if package.window is Window.BOOKED:
        confirmed = request.window is not None
        return [] if confirmed else [Reason(Code.WINDOW_NOT_CONFIRMED, {"package": package.code})]
    return [_closed(case, line)]


def _is_beside_the_point(line: Line, request: Request) -> bool:
    package = line.package
    if request.kind is Kind.QUESTION and (not package.covers_questions or package.window is Window.UNCOVERED):
        return True
    return package.window is Window.BOOKED and request.kind is not Kind.MAINTENANCE


def _not_in_force(case: Case, line: Line) -> Reason:
    facts: dict[str, Parameter] = {"package": line.package.code}
    if within(line.own, case.point):
        return Reason(Code.GOLD_REQUIRED, facts | {"ended_on": None, "starts_on": None})
    contract = case.portfolio.contract
    facts |= term_facts(line.own, case.point, case.zone(contract) if contract else "UTC")
    return Reason(Code.OPTION_NOT_STARTED if facts["starts_on"] else Code.OPTION_EXPIRED, facts)


def _closed(case: Case, line: Line) -> Reason:
    """A holiday names the day; else the hours or the week are over."""
    calendar = case.calendars.get(line.region)
    facts = {"package": line.package.code} | clock_facts(line.region, calendar, case.request.at)
    if calendar is not None and _is_holiday(case, line, calendar):
        return Reason(Code.PUBLIC_HOLIDAY, facts)
    is_week = line.package.window is Window.BUSINESS_WEEK
    return Reason(Code.OUTSIDE_BUSINESS_WEEK if is_week else Code.OUTSIDE_BUSINESS_HOURS, facts)


def _is_holiday(case: Case, line: Line, calendar: Calendar) -> bool:
    """Whether the local date is closed as a holiday; hours published for that date leave only a tail closed by it."""
    day = local_day(calendar.zone, case.request.at)
    used = calendar_for(line, case.calendars)
    if used is None or day not in used.holidays:
        return False
    is_published = line.package.window is Window.BUSINESS_HOURS and any(day == date for date, _ in calendar.openings)
    return not is_published or without_holidays(calendar).is_open(case.request.at)


def _covering(case: Case, grant: Grant) -> Reason:
    line, request = grant.line, case.request
    facts: dict[str, Parameter] = {"package": line.package.code}
    facts |= clock_facts(line.region, case.calendars.get(line.region), request.at)
    if grant.mode in {Mode.MAINTENANCE, Mode.EMERGENCY}:
        facts["units"] = line.package.minimum_units
    return Reason(_COVERING[grant.mode], facts)


def _prepayment(case: Case, due: Line) -> Reason:
    facts: dict[str, Parameter] = {"package": due.package.code, "units": due.package.minimum_units}
    return Reason(Code.PREPAYMENT_REQUIRED, facts | {"balance": case.portfolio.units})
