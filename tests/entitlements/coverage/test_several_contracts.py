"""A customer with several contracts: each instant is given by the one that wins there, and that one decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entitlements.coverage import (
    DEFAULT_PACKAGES,
    Contract,
    Decision,
    Entitlement,
    Mode,
    Outcome,
    Portfolio,
    Request,
    decide,
    timeline,
    verdict,
)

from .plain_reading import Label, covering_all
from .profiles import tried
from .strategies import portfolios, requests
from .world import ENDS_ON, REGIONS, STARTS_ON, codes, utc

DAY = timedelta(days=1)
ORDER = ["business-day-after-hours", "everyday-after-hours", "scheduled-after-hours", "emergency-after-hours"]


@st.composite
def several(draw: st.DrawFn) -> Portfolio:
    """Two or three contracts of one customer, whose keys are their places; the newest first."""
    held = draw(st.lists(portfolios(), min_size=2, max_size=3))
    keyed = [
        replace(each, contract=replace(each.contract, key=index) if each.contract else None)
        for index, each in enumerate(held)
    ]
    return replace(keyed[0], besides=tuple(keyed[1:]))


def every(held: Portfolio) -> list[Portfolio]:
    """Each contract alone, with the units that are the customer's."""
    return [replace(each, besides=(), units=held.units) for each in (held, *held.besides)]


def read_aloud(held: Portfolio, request: Request) -> list[tuple[Label, int | None]]:
    """All that covers the instant and the contract that it stands on, the one that wins first."""
    found = [
        (label, each.contract.key) for each in every(held) if each.contract for label in covering_all(request, each)
    ]
    return sorted(found, key=lambda pair: _place(pair[0], request.contact_region))


def _place(label: Label, own: str | None) -> int:
    """The contact's own region by day, the sold-in region by day, then the others in the order of the price list."""
    package, region, mode = label
    if mode == "business":
        return 0 if region == own else 1
    return 2 + ORDER.index(package)


def said(decision: Decision) -> tuple[Label, int | None] | None:
    if decision.outcome is not Outcome.COVERED_NOW:
        return None
    return (str(decision.package), str(decision.region), str(decision.mode)), decision.contract


@tried(400)
@given(several(), requests())
def test_of_all_contracts_the_one_that_wins_at_the_instant_covers_it(held: Portfolio, request: Request) -> None:
    expected = read_aloud(held, request)
    assert said(verdict(request, held, REGIONS, explain=False)) == (expected[0] if expected else None)


@tried(150)
@given(several(), requests())
def test_a_span_is_what_the_contract_it_names_gives(held: Portfolio, request: Request) -> None:
    for span in timeline(request, held, REGIONS).spans(request.at, request.at + 9 * DAY):
        for at in (span.starts_at, span.starts_at + (span.ends_at - span.starts_at) / 2):
            assert said(verdict(replace(request, at=at), held, REGIONS)) == (
                (span.package, span.region, str(span.mode)),
                span.contract,
            )


@tried(150)
@given(several(), requests())
def test_no_contract_takes_from_a_customer_what_another_gives(held: Portfolio, request: Request) -> None:
    together = timeline(request, held, REGIONS)
    for each in every(held):
        alone = timeline(request, each, REGIONS)
        assert together.between(request.at, request.at + 9 * DAY) >= alone.between(request.at, request.at + 9 * DAY)


@tried(150)
@given(several(), requests())
def test_until_is_when_package_or_desk_next_changes_whichever_contract_gives_them(
    held: Portfolio, request: Request
) -> None:
    now = verdict(request, held, REGIONS)
    if now.until is None:
        return
    after = verdict(replace(request, at=now.until), held, REGIONS)
    assert (after.package, after.region) != (now.package, now.region)
    for index in range(10):
        between = replace(request, at=request.at + (now.until - timedelta(microseconds=1) - request.at) * index / 9)
        found = verdict(between, held, REGIONS)
        assert (found.package, found.region) == (now.package, now.region)


@tried(150)
@given(several(), requests())
def test_the_contract_that_decides_tells_its_reasons_and_what_would_cover_holds(
    held: Portfolio, request: Request
) -> None:
    decision = decide(request, held, REGIONS)
    assert decision.reasons
    keys = {each.contract.key if each.contract else None for each in every(held)}
    assert decision.contract in keys
    for change in decision.would_cover:
        if change.change == "wait":
            assert change.at == decision.opens_at


def sold(
    *packages: str,
    key: int,
    sold_in: str = "AMER",
    starts_on: date = STARTS_ON,
    ends_on: date = ENDS_ON,
) -> Portfolio:
    """A contract with these packages for its whole term."""
    lines = tuple(Entitlement(package, starts_on, ends_on) for package in packages)
    return Portfolio(Contract(sold_in, starts_on, ends_on, key=key), lines, DEFAULT_PACKAGES)


def together(first: Portfolio, *others: Portfolio) -> Portfolio:
    return replace(first, besides=others)


NEW = sold("gold", key=2)
EVERYDAY = sold("gold", "everyday-after-hours", key=1)
FRIDAY_EVENING = utc("2026-06-12 23:30")


@pytest.mark.parametrize("held", [together(NEW, EVERYDAY), together(EVERYDAY, NEW)])
def test_an_hour_that_begins_before_closing_goes_on_by_the_contract_that_has_every_day(held: Portfolio) -> None:
    """16:30 on Friday in Los Angeles: the newer contract has Gold alone, and closes at 17:00."""
    due = timeline(Request(FRIDAY_EVENING, severity=1), held, REGIONS).add(FRIDAY_EVENING, 3600)
    assert due == utc("2026-06-13 00:30")


def test_business_hours_of_one_contract_go_before_after_hours_of_another() -> None:
    held = together(sold("gold", "everyday-after-hours", key=2), sold("gold", sold_in="EMEA", key=1))
    decision = decide(Request(utc("2026-06-10 09:00"), "EMEA", severity=1), held, REGIONS)
    assert (decision.region, decision.mode, decision.contract, decision.pages) == ("EMEA", Mode.BUSINESS, 1, False)
    assert decision.until == utc("2026-06-10 18:00")


def test_of_two_that_open_later_the_earlier_one_decides() -> None:
    held = together(sold("gold", key=2), sold("gold", sold_in="EMEA", key=1))
    decision = decide(Request(utc("2026-06-14 09:00")), held, REGIONS)
    assert (decision.outcome, decision.opens_at, decision.region) == (
        Outcome.COVERED_LATER,
        utc("2026-06-15 05:00"),
        "EMEA",
    )
    assert decision.contract == 1


def test_an_emergency_is_offered_by_the_contract_that_has_it_though_another_opens_on_monday() -> None:
    held = together(NEW, sold("gold", "emergency-after-hours", key=1))
    decision = decide(Request(utc("2026-06-13 10:00"), severity=1), replace(held, units=4), REGIONS)
    assert (decision.outcome, decision.contract, decision.opens_at) == (
        Outcome.PAYMENT_REQUIRED,
        1,
        utc("2026-06-15 13:00"),
    )
    assert [change.change for change in decision.would_cover] == ["confirm_emergency"]


def test_a_contract_without_gold_gets_none_from_another() -> None:
    held = together(sold("everyday-after-hours", key=3), NEW)
    decision = decide(Request(utc("2026-06-13 10:00")), held, REGIONS)
    assert (decision.outcome, decision.contract) == (Outcome.COVERED_LATER, 2)
    assert codes(decision) == ["outside_business_hours"]


def test_a_contract_that_follows_at_once_is_no_boundary_and_keeps_the_clock_running() -> None:
    """The old contract ends on 5 January 2027 and a new one begins that day."""
    following = sold("gold", "everyday-after-hours", key=2, starts_on=ENDS_ON, ends_on=date(2028, 1, 5))
    held, at = together(following, EVERYDAY), datetime(2027, 1, 5, 7, 30, tzinfo=UTC)
    decision = decide(Request(at, severity=1), held, REGIONS)
    assert (decision.contract, decision.until) == (1, datetime(2027, 1, 5, 14, tzinfo=UTC))
    assert timeline(Request(at), held, REGIONS).add(at, 3600) == datetime(2027, 1, 5, 8, 30, tzinfo=UTC)


def test_what_nothing_covers_is_told_by_the_contract_that_is_in_force() -> None:
    ended = replace(NEW, contract=Contract("AMER", STARTS_ON, ENDS_ON, is_active=False, key=2))
    decision = decide(Request(utc("2026-06-10 17:00"), licensed=False), together(ended, EVERYDAY), REGIONS)
    assert (decision.contract, codes(decision)) == (1, ["not_licensed"])
