"""What another package would change, and what is promised now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import Contact
from entitlements.portfolio import Assessment, assess, first_responses, offers, what_if
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
HOUR = 3600
WEEK = 7 * 24 * HOUR


def asked(email: str) -> Assessment:
    contact = Contact.objects.select_related("organization").get(user__email=email)
    return assess(
        contact=contact,
        organization=contact.organization,
        product=None,
        version=None,
        kind="break-fix",
        severity=3,
        at=AT,
    )


def covered(assessment: Assessment) -> float:
    """The covered seconds of the seven days that follow."""
    at = assessment.request.at
    return assessment.timeline.between(at, at + timedelta(days=7))


def keys(email: str) -> list[str]:
    return [offer.key for offer in offers(asked(email))]


def test_only_what_the_contract_does_not_have_is_offered() -> None:
    assert keys("member@everyday.example") == [
        "business-day-after-hours",
        "multi-regional:APAC",
        "multi-regional:EMEA",
        "extended-term",
        "emergency-after-hours",
    ]


def test_a_contract_with_every_region_is_offered_no_other_one() -> None:
    assert not [key for key in keys("member.london@abc.example") if key.startswith("multi-regional")]


def test_a_lapsed_contract_is_offered_what_renews_it() -> None:
    assert keys("member@lapsed.example") == ["gold"]
    now, then = trial("member@lapsed.example", "gold")
    assert now == 0
    assert then == 55 * HOUR


def test_nothing_is_offered_where_there_is_no_contract() -> None:
    stranger = assess(contact=None, organization=None, product=None, version=None, kind="break-fix", severity=3, at=AT)
    assert offers(stranger) == []


def test_a_region_is_offered_to_a_contract_that_lists_it_without_multi_regional() -> None:
    assessment = asked("member@goldonly.example")
    contract = assessment.portfolio.contract
    assert contract
    listed = replace(assessment.portfolio, contract=replace(contract, regions=frozenset({"EMEA"})))
    assert "multi-regional:EMEA" in [offer.key for offer in offers(replace(assessment, portfolio=listed))]


def trial(email: str, key: str) -> tuple[float, float]:
    assessment = asked(email)
    offer = next(offer for offer in offers(assessment) if offer.key == key)
    found = what_if(assessment, offer)
    return covered(found.now), covered(found.then)


def test_everyday_covers_every_hour() -> None:
    now, then = trial("member@goldonly.example", "everyday-after-hours")
    assert now == 55 * HOUR
    assert then == WEEK


def test_multi_regional_speaks_of_a_person_in_that_region() -> None:
    now, then = trial("member@goldonly.example", "multi-regional:EMEA")
    assert now == 55 * HOUR
    assert then == (65 + 30) * HOUR


def test_extended_term_speaks_of_old_versions() -> None:
    now, then = trial("member@goldonly.example", "extended-term")
    assert now == 0
    assert then == 55 * HOUR


def test_a_trial_stores_nothing_and_changes_no_answer() -> None:
    assessment = asked("member@goldonly.example")
    before = assessment.decision
    what_if(assessment, offers(assessment)[0])
    assert (assessment.decision, asked("member@goldonly.example").decision) == (before, before)


def test_the_first_response_is_told_by_severity_with_its_arithmetic() -> None:
    found = first_responses(asked("member@goldonly.example"))
    assert [response.minutes for response in found] == [60, 240, 480, 960]
    assert [response.steps[-1].ends_at == response.due_at for response in found] == [True] * 4
    assert found[3].steps[-1].total == 16 * HOUR


def test_nothing_is_promised_to_a_lapsed_customer() -> None:
    assert {response.due_at for response in first_responses(asked("member@lapsed.example"))} == {None}
