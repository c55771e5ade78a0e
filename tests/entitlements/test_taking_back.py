"""What the migrations forbid, they take back.

That takes half a minute and follows from nothing but them, so it is seen once for each of their digests.
"""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from entitlements.models import Package
from tests import migrated, shelf

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True), pytest.mark.both]


def refusals(*, is_postgresql: bool) -> int:
    kept = "SELECT 'x' FROM pg_constraint WHERE conname = 'entitlements_one_package_a_license'"
    if not is_postgresql:
        kept = "SELECT 'x' FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entitlements_coveredlicense'"
    with connection.cursor() as cursor:
        cursor.execute(kept)
        return len(cursor.fetchall())


def columns() -> dict[str, list[str]]:
    """By table the names of its columns, in their order."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        read = connection.introspection.get_table_description
        return {table: [column.name for column in read(cursor, table)] for table in tables}


def test_the_rules_of_the_database_are_taken_back_and_given_again(is_postgresql: bool) -> None:  # noqa: FBT001 - a fixture
    seen = migrated.SHELF / f"{migrated.fingerprint()}-{shelf.digest_of([Path(__file__)])}.{connection.vendor}-seen"
    if seen.exists():
        pytest.skip(f"These migrations were taken back and given again before; without {seen.name} they are again.")
    before, shape = refusals(is_postgresql=is_postgresql), columns()
    call_command("migrate", "entitlements", "0002", verbosity=0)
    assert refusals(is_postgresql=is_postgresql) == 0
    call_command("migrate", verbosity=0)
    assert refusals(is_postgresql=is_postgresql) == before > 0
    assert Package.objects.count() == 7
    assert columns() == shape  # what is kept of a database, and of worlds, is written again by the places of columns
    seen.parent.mkdir(parents=True, exist_ok=True)
    seen.touch()
