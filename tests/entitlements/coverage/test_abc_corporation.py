"""R15, the seed's example: licenses bought in North America, teams in London and Hong Kong."""

from __future__ import annotations

import pytest

from entitlements.coverage import Outcome, Request

from .world import asked, codes, holds, utc

LONDON_TEN = "2026-06-10 09:00"
HONG_KONG_TEN = "2026-06-10 02:00"
LOS_ANGELES_TEN = "2026-06-10 17:00"


@pytest.mark.parametrize(
    ("at", "contact", "outcome", "opens_at"),
    [
        (LONDON_TEN, "EMEA", Outcome.COVERED_LATER, "2026-06-10 13:00"),
        (HONG_KONG_TEN, "APAC", Outcome.COVERED_LATER, "2026-06-10 13:00"),
        (LOS_ANGELES_TEN, "AMER", Outcome.COVERED_NOW, None),
        (LOS_ANGELES_TEN, "EMEA", Outcome.COVERED_NOW, None),
    ],
)
def test_with_gold_alone_every_team_uses_the_united_states(
    at: str, contact: str, outcome: Outcome, opens_at: str | None
) -> None:
    decision = asked(holds("gold"), Request(utc(at), contact_region=contact))
    assert decision.outcome is outcome
    assert decision.region == "AMER"
    assert decision.opens_at == (utc(opens_at) if opens_at else None)


@pytest.mark.parametrize(
    ("at", "contact", "until"),
    [
        (LONDON_TEN, "EMEA", "2026-06-10 18:00"),
        (HONG_KONG_TEN, "APAC", "2026-06-10 10:00"),
        (LOS_ANGELES_TEN, "AMER", "2026-06-11 00:00"),
    ],
)
def test_with_multi_regional_each_team_is_supported_in_its_own_region(at: str, contact: str, until: str) -> None:
    decision = asked(holds("gold", "multi-regional"), Request(utc(at), contact_region=contact))
    assert decision.outcome is Outcome.COVERED_NOW
    assert decision.region == contact
    assert decision.until == utc(until)


def test_a_london_contact_is_worked_in_los_angeles_after_london_closes() -> None:
    decision = asked(holds("gold", "multi-regional"), Request(utc("2026-06-10 19:00"), contact_region="EMEA"))
    assert (decision.region, decision.package) == ("AMER", "gold")
    assert codes(decision) == ["outside_business_hours", "business_hours"]


def test_a_hong_kong_ticket_waits_for_hong_kong() -> None:
    decision = asked(holds("gold", "multi-regional"), Request(utc("2026-06-13 02:00"), contact_region="APAC"))
    assert decision.outcome is Outcome.COVERED_LATER
    assert decision.region == "APAC"
    assert decision.opens_at == utc("2026-06-15 01:30")
