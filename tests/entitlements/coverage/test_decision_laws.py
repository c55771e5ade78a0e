"""What holds for every decision, whatever was bought and whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from entitlements.coverage import (
    TEMPLATES,
    CoveredSpan,
    Decision,
    Entitlement,
    Kind,
    Outcome,
    Portfolio,
    Request,
    decide,
    text,
    timeline,
    verdict,
)

from .plain_reading import covering
from .profiles import tried
from .strategies import entitlements, odd_portfolios, portfolios, requests
from .world import REGIONS, codes

INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)
either = st.tuples(portfolios(), requests())


def covered(portfolio: Portfolio, request: Request, at: datetime | None = None) -> Decision:
    """The verdict at `at`, without reasons."""
    return verdict(replace(request, at=at or request.at), portfolio, REGIONS, explain=False)


def label(decision: Decision) -> tuple[object, object, object]:
    """What `until` is about: by, desk and mode; nothing when it is not covered."""
    is_covered = decision.outcome is Outcome.COVERED_NOW
    return (decision.package, decision.region, decision.mode) if is_covered else (None, None, None)


@tried(200)
@given(either)
def test_every_decision_has_a_last_reason_that_can_be_read(asked: tuple[Portfolio, Request]) -> None:
    decision = decide(asked[1], asked[0], REGIONS)
    assert decision.reasons
    assert all(f"customer:{code}" in TEMPLATES for code in codes(decision))
    assert all("%" not in text(reason, audience) for reason in decision.reasons for audience in ("customer", "agent"))
    assert (decision.region is None) is (asked[0].contract is None)
    assert (decision.until is None) or decision.outcome is Outcome.COVERED_NOW


@tried(400)
@given(either)
def test_what_covers_is_what_the_rules_say_read_aloud(asked: tuple[Portfolio, Request]) -> None:
    portfolio, request = asked
    assert label(covered(portfolio, request)) == (covering(request, portfolio) or (None, None, None))


@tried(150)
@given(either)
def test_until_is_when_package_desk_or_mode_next_changes(asked: tuple[Portfolio, Request]) -> None:
    portfolio, request = asked
    now = covered(portfolio, request)
    if now.until is None:
        return
    assert label(covered(portfolio, request, now.until)) != label(now)
    for index in range(20):
        between = request.at + (now.until - INSTANT - request.at) * index / 19
        assert label(covered(portfolio, request, between)) == label(now)


@tried(200)
@given(odd_portfolios(), requests())
def test_a_portfolio_of_any_vendor_is_answered(portfolio: Portfolio, request: Request) -> None:
    decision = decide(request, portfolio, REGIONS)
    assert decision.reasons
    assert (decision.opens_at is None) or decision.outcome is not Outcome.NOT_COVERED
    if decision.until is not None:
        assert label(covered(portfolio, request, decision.until)) != label(decision)


@tried(150)
@given(either)
def test_opens_at_is_the_next_covered_instant(asked: tuple[Portfolio, Request]) -> None:
    portfolio, request = asked
    now = covered(portfolio, request)
    if now.outcome is Outcome.COVERED_NOW:
        assert now.opens_at is None
        return
    end = now.opens_at or request.at + 800 * DAY
    for index in range(40):
        between = request.at + (end - INSTANT - request.at) * index / 39
        assert covered(portfolio, request, between).outcome is not Outcome.COVERED_NOW
    if now.opens_at is not None:
        opening = covered(portfolio, request, now.opens_at)
        assert (opening.outcome, opening.package) == (Outcome.COVERED_NOW, now.opens_by)


@tried(150)
@given(either, entitlements())
def test_adding_an_entitlement_never_removes_cover(asked: tuple[Portfolio, Request], added: Entitlement) -> None:
    portfolio, request = asked
    if covered(portfolio, request).outcome is Outcome.COVERED_NOW:
        more = replace(portfolio, entitlements=(*portfolio.entitlements, added))
        assert covered(more, request).outcome is Outcome.COVERED_NOW


@tried(100)
@given(either)
def test_without_gold_nothing_is_covered(asked: tuple[Portfolio, Request]) -> None:
    portfolio, request = asked
    options = tuple(line for line in portfolio.entitlements if line.package != "gold")
    assert covered(replace(portfolio, entitlements=options), request).outcome is Outcome.NOT_COVERED


@tried(100)
@given(either)
def test_everyday_covers_what_business_day_covers(asked: tuple[Portfolio, Request]) -> None:
    portfolio, request = asked
    week, always = "business-day-after-hours", "everyday-after-hours"
    if covered(portfolio, request).outcome is Outcome.COVERED_NOW:
        lines = (
            replace(line, package=always if line.package == week else line.package) for line in portfolio.entitlements
        )
        assert covered(replace(portfolio, entitlements=tuple(lines)), request).outcome is Outcome.COVERED_NOW


@tried(100)
@given(either)
def test_units_are_held_only_where_nothing_else_covers(asked: tuple[Portfolio, Request]) -> None:
    portfolio, request = asked
    now = covered(portfolio, request)
    if now.units_held:
        bare = replace(request, emergency_confirmed=False, kind=Kind.BREAK_FIX)
        assert covered(portfolio, bare).outcome is not Outcome.COVERED_NOW


@tried(60)
@given(either)
def test_every_change_that_is_offered_was_decided_again(asked: tuple[Portfolio, Request]) -> None:
    portfolio, request = asked
    for change in decide(request, portfolio, REGIONS).would_cover:
        if change.change == "wait":
            changed = covered(portfolio, request, change.at)
        elif change.change == "choose_region":
            changed = covered(portfolio, replace(request, contact_region=change.region))
        elif change.change in {"confirm_emergency", "buy_units"}:
            paid = replace(portfolio, units=portfolio.units + (change.units or 0))
            changed = covered(paid, replace(request, emergency_confirmed=True))
        else:
            continue
        assert changed.outcome is Outcome.COVERED_NOW


@tried(60)
@given(either)
def test_the_timeline_says_what_each_decision_says(asked: tuple[Portfolio, Request]) -> None:
    portfolio, request = asked
    start = request.at
    spans = timeline(request, portfolio, REGIONS).spans(start, start + 9 * DAY)
    assert all(first.ends_at <= second.starts_at for first, second in pairwise(spans))
    for index in range(40):
        at = start + 9 * DAY * index / 41
        found = next((span for span in spans if span.starts_at <= at < span.ends_at), None)
        assert label(covered(portfolio, request, at)) == span_label(found)


@tried(60)
@given(either, st.integers(1, 200_000))
def test_as_much_covered_time_lies_between_as_was_promised(asked: tuple[Portfolio, Request], amount: int) -> None:
    portfolio, request = asked
    line = timeline(request, portfolio, REGIONS)
    due = line.add(request.at, amount)
    if due is not None and due < datetime(2029, 1, 1, tzinfo=UTC):
        assert line.between(request.at, due) == amount
        assert line.between(request.at, due - INSTANT) < amount


def span_label(span: CoveredSpan | None) -> tuple[object, object, object]:
    """A span's package, desk and mode."""
    return (None, None, None) if span is None else (span.package, span.region, span.mode)
