"""What was owed at one time, as it was known at another: nothing that is recorded of a contract is overwritten."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Contact
from entitlements import portfolio, services
from entitlements.models import Contract, ContractVersion
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
DAY = timedelta(days=1)
LAPSED_ON = datetime(2026, 5, 1, 18, tzinfo=UTC)
"""A Friday morning in Los Angeles after the lapsed customer's contract, and before its renewal."""
RENEWED_AT, SUSPENDED_AT, RESUMED_AT = AT + DAY, AT + 10 * DAY, AT + 20 * DAY


def of(key: str) -> Contract:
    return Contract.objects.select_related("organization", "sold_in").get(organization__key=key)


def outcome(key: str, at: datetime, known_at: datetime | None) -> str:
    contact = Contact.objects.filter(organization__key=key).select_related("organization").order_by("pk")[0]
    asked: dict[str, Any] = {"product": None, "version": None, "kind": "break-fix", "severity": 1}
    found = portfolio.assess(contact=contact, organization=contact.organization, at=at, known_at=known_at, **asked)
    return found.decision.outcome.value


def test_a_late_renewal_reaches_back_and_yet_was_not_known_before() -> None:
    services.renew_contract(contract=of("LAP"), actor=None, at=RENEWED_AT)
    assert outcome("LAP", LAPSED_ON, RENEWED_AT - DAY) == "not_covered"
    assert outcome("LAP", LAPSED_ON, RENEWED_AT) == "covered_now"
    assert outcome("LAP", LAPSED_ON, None) == "covered_now"


@pytest.mark.parametrize(
    ("at", "known_at", "expected"),
    [
        (AT + 1 * DAY, AT + 30 * DAY, "covered_now"),
        (AT + 12 * DAY, AT + 30 * DAY, "not_covered"),
        (AT + 12 * DAY, AT + 9 * DAY, "covered_now"),
        (AT + 26 * DAY, AT + 30 * DAY, "covered_now"),
        (AT + 26 * DAY, AT + 12 * DAY, "not_covered"),
    ],
)
def test_a_suspension_counts_from_when_it_was_recorded(at: datetime, known_at: datetime, expected: str) -> None:
    services.suspend_contract(contract=of("EVE"), reason="Unpaid.", actor=None, at=SUSPENDED_AT)
    services.resume_contract(contract=of("EVE"), reason="Paid.", actor=None, at=RESUMED_AT)
    assert outcome("EVE", at, known_at) == expected


def test_a_termination_entered_today_ends_an_earlier_day_as_known_today_alone() -> None:
    services.terminate_contract(contract=of("EVE"), on=date(2026, 6, 1), reason="Closed.", actor=None, at=AT + DAY)
    in_june = datetime(2026, 6, 3, 18, tzinfo=UTC)
    assert outcome("EVE", in_june, AT + DAY) == "not_covered"
    assert outcome("EVE", in_june, AT) == "covered_now"
    (known,) = portfolio.portfolio(of("EVE").organization, at=in_june, known_at=AT + DAY)
    assert known.ends_on == date(2026, 6, 1)


def test_the_portfolio_holds_each_line_as_it_was_known() -> None:
    organization = of("ABC").organization
    services.terminate(
        entitlement=of("ABC").entitlements.get(package__code="multi-regional"),
        on=date(2026, 7, 1),
        actor=None,
        at=AT + DAY,
    )
    ends = []
    for known_at in (AT, AT + DAY):
        (known,) = portfolio.portfolio(organization, at=AT, known_at=known_at)
        ends.append({line.package: line.ends_on for line in known.lines}["multi-regional"])
    assert ends == [date(2027, 1, 5), date(2026, 7, 1)]
    assert portfolio.portfolio(organization, at=AT, known_at=datetime(2020, 1, 1, tzinfo=UTC)) == []


def test_what_is_known_now_is_how_the_rows_stand() -> None:
    services.renew_contract(contract=of("EVE"), actor=None, at=AT)
    services.terminate(
        entitlement=of("ABC").entitlements.get(package__code="multi-regional"), on=date(2026, 7, 1), actor=None, at=AT
    )
    for contract in Contract.objects.select_related("organization"):
        codes = dict(contract.entitlements.values_list("package_id", "package__code"))
        owed = portfolio.portfolio(contract.organization, at=AT, known_at=AT)
        known = next(each for each in owed if each.number == contract.number)
        assert known == portfolio.load_known(contract.pk, portfolio.dump_known(known))
        assert known == portfolio.known_of(contract, codes)


@pytest.mark.both
def test_the_database_keeps_every_version_as_it_was_recorded() -> None:
    version = ContractVersion.objects.filter(contract=of("ABC")).latest("pk")
    with pytest.raises(IntegrityError, match="only_added_to"), transaction.atomic():
        ContractVersion.objects.filter(pk=version.pk).update(terms={})
    with pytest.raises(IntegrityError, match="only_added_to"), transaction.atomic():
        version.delete()
