"""What holds whatever runs at once, and what a migration takes back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, connections

from accounts.models import Organization
from entitlements import services
from entitlements.models import Package, UnitAccount
from entitlements.services import UnableToHoldUnits
from tests.world import AT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_of_twenty_who_spend_at_once_ten_get_a_unit_of_ten() -> None:
    organization = Organization.objects.create(name="Busy", key="BUSY")
    services.grant_units(organization=organization, units=10, actor=None, at=AT)

    def spend(_: int) -> bool:
        try:
            services.hold_units(organization=organization, units=1, actor=None, at=AT)
        except UnableToHoldUnits:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(max_workers=5) as spenders:
        assert sum(spenders.map(spend, range(20))) == 10
    assert UnitAccount.objects.get(organization=organization).balance == 0


def refusals(*, is_postgresql: bool) -> int:
    kept = "SELECT 'x' FROM pg_constraint WHERE conname = 'entitlements_one_package_a_license'"
    if not is_postgresql:
        kept = "SELECT 'x' FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entitlements_coveredlicense'"
    with connection.cursor() as cursor:
        cursor.execute(kept)
        return len(cursor.fetchall())


def test_the_rules_of_the_database_are_taken_back_and_given_again(is_postgresql: bool) -> None:  # noqa: FBT001 - a fixture
    before = refusals(is_postgresql=is_postgresql)
    call_command("migrate", "entitlements", "0002", verbosity=0)
    assert refusals(is_postgresql=is_postgresql) == 0
    call_command("migrate", verbosity=0)
    assert refusals(is_postgresql=is_postgresql) == before > 0
    assert Package.objects.count() == 7
