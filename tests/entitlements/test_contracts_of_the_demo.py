"""The contracts of the demo world."""

from datetime import date, timedelta

import pytest

from entitlements.demo import load_contracts
from entitlements.models import Contract, Entitlement, License, UnitAccount
from tests.entitlements.conftest import Cast
from tests.world import AT

pytestmark = pytest.mark.django_db


def test_loading_twice_sells_nothing_twice(cast: Cast) -> None:
    def counts() -> list[int]:
        rows = [model.objects.count() for model in (Contract, Entitlement, License)]
        return [*rows, UnitAccount.objects.get(organization__key="GLD").balance]

    before = counts()
    load_contracts(AT + timedelta(days=400), cast.catalog, cast.people)
    assert counts() == before


@pytest.mark.parametrize("key", ["ABC", "EVE", "BDC", "GLD", "LTR"])
def test_gold_is_in_force_on_the_day_of_loading(cast: Cast, key: str) -> None:
    lines = Entitlement.objects.filter(contract__organization=cast.people.organizations[key], package__code="gold")
    assert any(line.holds_on(AT.date()) for line in lines)


def test_the_lapsed_customer_ended_two_months_before(cast: Cast) -> None:
    gold = Entitlement.objects.get(contract__organization=cast.people.organizations["LAP"])
    assert gold.ends_on == date(2026, 4, 5)
