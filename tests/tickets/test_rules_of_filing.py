"""Which desk, which status, which promises and which call a decision leads to."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entitlements.coverage.values import Decision, Mode, Outcome, Reason
from tickets import rules
from tickets.rules import DeskValue, Promise, Status

AT = datetime(2026, 6, 10, 12, tzinfo=UTC)
TARGETS = {("gold", 1, "first_response"): 60, ("gold", 3, "first_response"): 480, ("gold", 1, "next_update"): 240}


def decision(outcome: Outcome, code: str = "business_hours", **given: Any) -> Decision:
    base = Decision(outcome=outcome, region="AMER", reasons=(Reason(code),))
    return replace(base, **given)


NOW = decision(Outcome.COVERED_NOW, package="gold", mode=Mode.BUSINESS)
LATER = decision(Outcome.COVERED_LATER, "outside_business_hours", opens_at=AT, opens_by="gold")
PAY_OR_WAIT = decision(Outcome.PAYMENT_REQUIRED, "prepayment_required", opens_at=AT, opens_by="gold")
PAY = decision(Outcome.PAYMENT_REQUIRED, "prepayment_required")
NEVER = decision(Outcome.NOT_COVERED, "contract_expired")
QUESTION = decision(Outcome.NOT_COVERED, "question")


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (NOW, Status.NEW),
        (LATER, Status.NEW),
        (PAY_OR_WAIT, Status.NEW),
        (PAY, Status.NEEDS_ENTITLEMENT),
        (NEVER, Status.NEEDS_ENTITLEMENT),
        (QUESTION, Status.NEW),
    ],
)
def test_a_ticket_begins_where_its_decision_says(made: Decision, status: Status) -> None:
    assert rules.initial_status(made) is status


@pytest.mark.parametrize(("made", "status"), [(NOW, Status.OPEN), (NEVER, Status.NEEDS_ENTITLEMENT)])
def test_a_reopened_ticket_goes_back_where_its_decision_says(made: Decision, status: Status) -> None:
    assert rules.reopened_status(made) is status


@pytest.mark.parametrize(
    ("made", "severity", "promised"),
    [
        (NOW, 1, (Promise("first_response", "gold", 60),)),
        (NOW, 3, (Promise("first_response", "gold", 480),)),
        (NOW, 4, ()),
        (LATER, 1, (Promise("first_response", "gold", 60),)),
        (PAY_OR_WAIT, 1, (Promise("first_response", "gold", 60),)),
        (PAY, 1, ()),
        (NEVER, 1, ()),
        (QUESTION, 4, ()),
    ],
)
def test_a_first_response_is_promised_by_what_covers(
    made: Decision, severity: int, promised: tuple[Promise, ...]
) -> None:
    assert rules.promises_of(made, severity, TARGETS) == promised


@pytest.mark.parametrize(
    ("made", "owed"),
    [
        (NOW, False),
        (replace(NOW, mode=Mode.AFTER_HOURS, pages=True), True),
        (replace(LATER, pages=True), False),
        (replace(PAY, pages=True), False),
    ],
)
def test_a_page_is_owed_only_for_what_is_covered_now(made: Decision, owed: bool) -> None:  # noqa: FBT001
    assert rules.page_is_owed(made) is owed


@pytest.mark.parametrize(
    ("made", "ended"), [(NOW, False), (LATER, False), (NEVER, True), (QUESTION, False), (PAY, False)]
)
def test_coverage_has_ended_when_the_contract_says_so(made: Decision, ended: bool) -> None:  # noqa: FBT001
    assert rules.coverage_ended(made) is ended


GENERAL, PORTALS, ABROAD = DeskValue(1, "AMER"), DeskValue(2, "AMER", frozenset({7})), DeskValue(3, "EMEA")


@pytest.mark.parametrize(
    ("region", "product", "desk"),
    [("AMER", 7, 2), ("AMER", 8, 1), ("AMER", None, 1), ("EMEA", 7, 3), ("APAC", 7, None), (None, 7, None)],
)
def test_a_desk_that_names_the_product_comes_first(region: str | None, product: int | None, desk: int | None) -> None:
    assert rules.route(region, product, [GENERAL, PORTALS, ABROAD]) == desk


DESKS = st.lists(
    st.builds(
        DeskValue,
        id=st.integers(1, 9),
        region=st.sampled_from(["AMER", "EMEA"]),
        products=st.frozensets(st.integers(1, 3), max_size=2),
    ),
    unique_by=lambda desk: desk.id,
)


@given(DESKS, st.integers(1, 3), st.randoms())
def test_routing_does_not_depend_on_the_order_of_the_desks(
    desks: list[DeskValue], product: int, chance: Random
) -> None:
    shuffled = list(desks)
    chance.shuffle(shuffled)
    assert rules.route("AMER", product, shuffled) == rules.route("AMER", product, desks)


@given(DESKS, st.integers(1, 3))
def test_a_ticket_never_goes_to_a_desk_of_another_region_or_product(desks: list[DeskValue], product: int) -> None:
    chosen = rules.route("AMER", product, desks)
    if chosen is not None:
        desk = next(desk for desk in desks if desk.id == chosen)
        assert desk.region == "AMER"
        assert not desk.products or product in desk.products


@pytest.mark.parametrize(
    ("text", "files", "problem"),
    [("x", 0, ""), (" \n", 0, "empty"), ("", 1, ""), ("x" * 65536, 0, ""), ("x" * 65537, 0, "too_long")],
)
def test_a_message_says_something_and_not_too_much(text: str, files: int, problem: str) -> None:
    assert rules.text_problem(text, files) == problem
