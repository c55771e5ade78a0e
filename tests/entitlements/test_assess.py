"""What a contract answers at an instant: rows in, a decision out."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from catalog import services as catalog_services
from catalog.models import Holiday
from entitlements import portfolio
from entitlements.coverage import Outcome
from entitlements.models import Contract, Entitlement, UnitLot
from entitlements.portfolio import Assessment
from tests.entitlements.conftest import Cast

HOME = {"London": "Europe/London", "Hong Kong": "Asia/Hong_Kong", "Los Angeles": "America/Los_Angeles"}
CONTACTS = {
    "London": "member.london@abc.example",
    "Hong Kong": "member.hongkong@abc.example",
    "Los Angeles": "manager@abc.example",
}


def ask(cast: Cast, email: str, at: datetime, **changes: Any) -> Assessment:
    """Assess a severity 3 break-fix request about any licensed product."""
    contact = cast.people.contacts[email]
    question: dict[str, Any] = {
        "contact": contact,
        "organization": contact.organization,
        "product": None,
        "version": None,
        "kind": "break-fix",
        "severity": 3,
        "at": at,
    }
    return portfolio.assess(**{**question, **changes})


def local(city: str, hour: int, day: int = 10) -> datetime:
    """An instant of June 2026 by the clock of `city`; the 10th is a Wednesday."""
    return datetime(2026, 6, day, hour, tzinfo=ZoneInfo(HOME[city])).astimezone(UTC)


@pytest.mark.parametrize(("city", "region"), [("London", "EMEA"), ("Hong Kong", "APAC"), ("Los Angeles", "AMER")])
def test_with_multi_regional_each_team_of_abc_is_worked_by_its_own_desk(cast: Cast, city: str, region: str) -> None:
    decision = ask(cast, CONTACTS[city], local(city, 10)).decision
    assert (decision.outcome, decision.region) == (Outcome.COVERED_NOW, region)


@pytest.mark.parametrize(
    ("city", "outcome"),
    [
        ("London", Outcome.COVERED_LATER),
        ("Hong Kong", Outcome.COVERED_LATER),
        ("Los Angeles", Outcome.COVERED_NOW),
    ],
)
def test_with_gold_alone_abc_uses_the_desk_of_the_united_states(cast: Cast, city: str, outcome: Outcome) -> None:
    contract = Contract.objects.get(organization__key="ABC")
    contract.additional_regions.clear()
    options = Entitlement.objects.filter(contract=contract, package__code="multi-regional")
    options.update(terminated_on=F("starts_on"))
    decision = ask(cast, CONTACTS[city], local(city, 10)).decision
    assert (decision.outcome, decision.region) == (outcome, "AMER")
    if outcome is Outcome.COVERED_LATER:
        assert decision.opens_at == local("Los Angeles", 6)


@pytest.mark.parametrize(
    ("email", "hour", "day", "outcome"),
    [
        ("member@everyday.example", 3, 13, Outcome.COVERED_NOW),
        ("member@businessday.example", 3, 11, Outcome.COVERED_NOW),
        ("member@businessday.example", 3, 13, Outcome.COVERED_LATER),
        ("member@goldonly.example", 3, 10, Outcome.COVERED_LATER),
        ("member@goldonly.example", 10, 10, Outcome.COVERED_NOW),
        ("member@lapsed.example", 10, 10, Outcome.NOT_COVERED),
    ],
)
def test_each_customer_gets_the_answer_of_what_it_bought(
    cast: Cast, email: str, hour: int, day: int, outcome: Outcome
) -> None:
    assert ask(cast, email, local("Los Angeles", hour, day)).decision.outcome is outcome


def test_an_emergency_at_night_is_offered_against_time_units(cast: Cast) -> None:
    at = local("Los Angeles", 3)
    offered = ask(cast, "member@goldonly.example", at, severity=1).decision
    assert offered.outcome is Outcome.PAYMENT_REQUIRED
    confirmed = ask(cast, "member@goldonly.example", at, severity=1, emergency_confirmed=True).decision
    assert (confirmed.outcome, confirmed.units_held, confirmed.pages) == (Outcome.COVERED_NOW, 1, True)


def test_time_units_that_expired_count_no_longer_although_nothing_has_swept_them(cast: Cast) -> None:
    at = local("Los Angeles", 22)
    held = ask(cast, "member@goldonly.example", at, severity=1).portfolio.units
    UnitLot.objects.update(expires_at=at + timedelta(microseconds=1))
    assert ask(cast, "member@goldonly.example", at, severity=1).portfolio.units == held > 0
    UnitLot.objects.update(expires_at=at)
    assert ask(cast, "member@goldonly.example", at, severity=1).portfolio.units == 0


@pytest.mark.parametrize(("number", "package"), [("5.1", "gold"), ("4.0", "extended-term"), ("3.2", "extended-term")])
def test_a_version_past_its_sunset_is_covered_by_extended_term(cast: Cast, number: str, package: str) -> None:
    version = cast.catalog.versions["Meridian Server", number]
    decision = ask(
        cast, "member@extended.example", local("London", 10), product=version.product, version=version
    ).decision
    assert (decision.outcome, decision.package) == (Outcome.COVERED_NOW, package)


def test_a_version_past_its_sunset_is_not_covered_by_gold(cast: Cast) -> None:
    version = cast.catalog.versions["Meridian Server", "3.2"]
    answer = ask(cast, "member@goldonly.example", local("Los Angeles", 10), product=version.product, version=version)
    assert answer.decision.reasons[-1].code == "version_not_supported"


def test_a_product_that_was_not_bought_is_not_licensed(cast: Cast) -> None:
    answer = ask(cast, CONTACTS["London"], local("London", 10), product=cast.catalog.products["Beacon Analytics"])
    assert answer.decision.outcome is Outcome.NOT_COVERED
    assert answer.decision.reasons[-1].code == "not_licensed"


def test_a_stranger_has_no_contract(cast: Cast) -> None:
    answer = ask(cast, CONTACTS["London"], local("London", 10), contact=None, organization=None)
    assert (answer.contract, answer.decision.region) == (None, None)
    assert answer.decision.reasons[-1].code == "no_contract"


def test_a_draft_is_no_contract_yet(cast: Cast) -> None:
    Contract.objects.filter(organization__key="GLD").update(status=Contract.Status.DRAFT)
    answer = ask(cast, "member@goldonly.example", local("Los Angeles", 10))
    assert answer.decision.reasons[-1].code == "no_contract"


def test_a_line_covers_the_product_of_its_licenses_alone(cast: Cast) -> None:
    everyday = Entitlement.objects.get(contract__organization__key="EVE", package__code="everyday-after-hours")
    everyday.covered_licenses.filter(license__product__name="Lattice Forms").delete()
    at = local("Los Angeles", 3)
    outcomes = {
        name: ask(cast, "member@everyday.example", at, product=cast.catalog.products[name]).decision.outcome
        for name in ("Meridian Server", "Lattice Forms")
    }
    assert outcomes == {"Meridian Server": Outcome.COVERED_NOW, "Lattice Forms": Outcome.COVERED_LATER}


def test_of_two_contracts_the_better_answer_wins(cast: Cast) -> None:
    lapsed = cast.people.organizations["LAP"]
    Contract.objects.filter(organization__key="EVE").update(organization=lapsed)
    answer = ask(cast, "member@lapsed.example", local("Los Angeles", 3))
    assert answer.contract is not None
    assert (answer.contract.number, answer.decision.outcome) == ("C-1002", Outcome.COVERED_NOW)


@pytest.mark.parametrize(("newer", "older"), [("C-1004", "C-1002"), ("C-1002", "C-1004")])
def test_an_hour_begun_under_gold_goes_on_by_everyday_of_another_contract(cast: Cast, newer: str, older: str) -> None:
    """Friday 16:30 in Los Angeles: Gold of either contract covers now, and half an hour later Everyday of one."""
    gold = cast.people.organizations["GLD"]
    days = {newer: date(2026, 3, 2), older: date(2026, 3, 1)}
    for number, day in days.items():
        Contract.objects.filter(number=number).update(organization=gold, starts_on=day)
    at = local("Los Angeles", 16, day=12) + timedelta(minutes=30)
    answer = ask(cast, "member@goldonly.example", at, severity=1)
    assert (answer.decision.package, answer.decision.until) == ("gold", local("Los Angeles", 17, day=12))
    assert answer.due_at(at, 60) == at + timedelta(hours=1)
    assert [contract.starts_on for contract in answer.contracts] == [days[newer], days[older]]


def test_an_emergency_is_offered_though_another_contract_opens_on_monday(cast: Cast) -> None:
    gold = cast.people.organizations["GLD"]
    Contract.objects.filter(organization__key="ABC").update(organization=gold, starts_on=date(2026, 4, 1))
    answer = ask(cast, "member@goldonly.example", local("Los Angeles", 10, day=13), severity=1)
    assert answer.contract is not None
    assert (answer.contract.number, answer.decision.outcome) == ("C-1004", Outcome.PAYMENT_REQUIRED)
    assert answer.decision.opens_at == local("Los Angeles", 6, day=15)


def test_a_contract_that_does_not_hold_the_product_gives_it_nothing(cast: Cast) -> None:
    """Everyday was bought for another product: at three in the morning it covers nothing of this one."""
    gold = cast.people.organizations["GLD"]
    everyday = Contract.objects.get(organization__key="EVE")
    Contract.objects.filter(pk=everyday.pk).update(organization=gold)
    everyday.licenses.set(everyday.licenses.filter(product__name="Lattice Forms"))
    product = cast.catalog.products["Meridian Server"]
    answer = ask(cast, "member@goldonly.example", local("Los Angeles", 3), product=product)
    assert (answer.decision.outcome, len(answer.contracts)) == (Outcome.COVERED_LATER, 1)


def test_a_terminated_line_ends_on_its_day(cast: Cast) -> None:
    Entitlement.objects.filter(contract__organization__key="EVE", package__code="everyday-after-hours").update(
        terminated_on=datetime(2026, 6, 10, tzinfo=UTC).date()
    )
    outcomes = [ask(cast, "member@everyday.example", local("Los Angeles", 3, day)).decision.outcome for day in (9, 10)]
    assert outcomes == [Outcome.COVERED_NOW, Outcome.COVERED_LATER]


def test_a_promise_runs_in_covered_time(cast: Cast) -> None:
    answer = ask(cast, "member@goldonly.example", local("Los Angeles", 16))
    minutes = answer.targets["gold", 2, "first_response"]
    assert answer.due_at(local("Los Angeles", 16), minutes) == local("Los Angeles", 9, day=11)


def test_a_new_holiday_is_seen_once_the_calendar_version_is_bumped(cast: Cast) -> None:
    at = local("Los Angeles", 10)
    assert ask(cast, "member@goldonly.example", at).decision.outcome is Outcome.COVERED_NOW
    region = cast.catalog.regions["AMER"]
    Holiday.objects.create(region=region, on=at.date(), name="Company day")
    catalog_services.calendar_changed(region=region, at=at)
    answer = ask(cast, "member@goldonly.example", at)
    assert answer.decision.reasons[0].code == "public_holiday"
    assert answer.calendar_versions["AMER"] == region.calendar_version


@pytest.mark.parametrize(("is_warm", "statements"), [(False, 7), (True, 3)])
def test_an_assessment_reads_a_fixed_number_of_rows(cast: Cast, is_warm: bool, statements: int) -> None:  # noqa: FBT001 - a table's column
    at = local("London", 10)
    contact = cast.people.contacts[CONTACTS["London"]]
    assert contact.organization.key == "ABC"
    if is_warm:
        ask(cast, CONTACTS["London"], at)
    with CaptureQueriesContext(connection) as captured:
        ask(cast, CONTACTS["London"], at, contact=contact)
    assert len(captured) == statements, [query["sql"][:90] for query in captured]


@pytest.mark.parametrize(
    ("email", "severity"),
    [("member@goldonly.example", 1), ("member@lapsed.example", 3), ("member@everyday.example", 1)],
)
def test_a_decision_is_stored_and_read_again_as_it_was(cast: Cast, email: str, severity: int) -> None:
    decision = ask(cast, email, local("Los Angeles", 3), severity=severity).decision
    assert portfolio.load(portfolio.dump(decision)) == decision
