"""The decision: may this be worked now, by whom, and if not, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from entitlements.coverage.calendar import Calendar
from entitlements.coverage.counterfactual import changes
from entitlements.coverage.cover import Grant, Timeline, admits, granted, is_paid, timeline_of
from entitlements.coverage.explain import Case, stands, why_covered, why_not_now
from entitlements.coverage.lines import Line, lines_for, waiting_region
from entitlements.coverage.values import Change, Decision, Mode, Outcome, Portfolio, Reason, Request, Window


def decide(request: Request, portfolio: Portfolio, calendars: Mapping[str, Calendar]) -> Decision:
    """The whole decision at `request.at`, with its reasons and with what would make it covered now.

    Total: an odd portfolio is answered, never refused (R2). A region without a calendar is never open.
    """
    decision, decider = _judged(request, portfolio, calendars, explain=True)
    if decision.outcome is Outcome.COVERED_NOW:
        return decision
    ways = changes(request, decider, calendars, decision, partial(verdict, explain=False))
    return replace(decision, would_cover=ways)


def verdict(
    request: Request, portfolio: Portfolio, calendars: Mapping[str, Calendar], *, explain: bool = True
) -> Decision:
    """The decision without counterfactuals; without reasons too unless `explain`."""
    return _judged(request, portfolio, calendars, explain=explain)[0]


def _judged(
    request: Request, portfolio: Portfolio, calendars: Mapping[str, Calendar], *, explain: bool
) -> tuple[Decision, Portfolio]:
    """The verdict, and what is held with the contract that decides before those besides it."""
    lines = lines_for(request, portfolio, calendars)
    cover = timeline_of(lines, request, portfolio, calendars)
    everything = Case(request, portfolio, calendars, lines)
    grant = cover.grant_at(request.at)
    if grant is not None:
        case = _decider(everything, grant.line)
        return _covered(case, cover, grant, why_covered(case, grant) if explain else ()), case.portfolio
    opening = cover.opening(request.at)
    due = _unpaid_line(everything)
    case = _decider(everything, due or (opening[1].line if opening else None))
    reasons = why_not_now(case, opening[0] if opening else None, due) if explain else ()
    return _uncovered(case, opening, due, reasons), case.portfolio


def _decider(case: Case, line: Line | None) -> Case:
    """The case of the contract that decides: on which `line` stands; else the first with Gold in force, or the first.

    Several contracts decide together, and the one that decides is the one whose reasons are told.
    """
    held = case.portfolio
    if not held.besides:
        return case
    if line is not None:
        return _led_by(case, line.contract.key if line.contract else None)
    found = [_led_by(case, each.key) for each in (held, *held.besides)]
    return next((each for each in found if stands(each)), found[0])


def _led_by(case: Case, key: int | None) -> Case:
    """The case of the contract with that key: the lines that stand on it, with what is held besides."""
    lines = tuple(line for line in case.lines if line.contract and line.contract.key == key)
    return replace(case, portfolio=case.portfolio.led_by(key), lines=lines)


def _covered(case: Case, cover: Timeline, grant: Grant, reasons: tuple[Reason, ...]) -> Decision:
    package, request = grant.line.package, case.request
    is_paged = grant.mode in {Mode.AFTER_HOURS, Mode.EMERGENCY} and request.severity in package.pages_at_severity
    return Decision(
        outcome=Outcome.COVERED_NOW,
        region=grant.line.region,
        reasons=reasons,
        package=package.code,
        mode=grant.mode,
        pages=is_paged,
        units_held=package.minimum_units if grant.mode in {Mode.MAINTENANCE, Mode.EMERGENCY} else 0,
        until=cover.until(request.at, grant),
        contract=grant.contract,
    )


def _uncovered(
    case: Case, opening: tuple[datetime, Grant] | None, due: Line | None, reasons: tuple[Reason, ...]
) -> Decision:
    outcome = Outcome.NOT_COVERED if opening is None else Outcome.COVERED_LATER
    return Decision(
        outcome=outcome if due is None else Outcome.PAYMENT_REQUIRED,
        region=waiting_region(case.request, case.portfolio),
        reasons=reasons,
        opens_at=opening[0] if opening else None,
        opens_by=opening[1].line.package.code if opening else None,
        would_cover=() if due is None else (_payment(due, case.portfolio.units),),
        contract=case.portfolio.key,
    )


def _unpaid_line(case: Case) -> Line | None:
    """The booking or emergency that would cover the instant if it were paid and confirmed (R10, R11)."""
    request = case.request
    for line in case.lines:
        if line.package.window not in {Window.BOOKED, Window.UNCOVERED} or not admits(line, request):
            continue
        grant = granted(line, case.lines, request, case.calendars)
        is_due = grant is not None and grant.covers(request.at)
        if is_due and not is_paid(line, request, case.portfolio.units):
            return line
    return None


def _payment(due: Line, units: int) -> Change:
    """Confirm what the balance pays for, else buy the units that are missing."""
    short = due.package.minimum_units - units
    if short > 0:
        return Change("buy_units", units=short)
    return Change("confirm_emergency", units=due.package.minimum_units)
