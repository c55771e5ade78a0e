"""What the database itself refuses, whoever writes."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from entitlements.models import Contract, CoveredLicense, Entitlement, Package
from tests.entitlements.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def covered(cast: Cast) -> CoveredLicense:
    """Gold's row for a license of ABC, from January 2026 to January 2027."""
    organization = cast.people.organizations["ABC"]
    return CoveredLicense.objects.get(entitlement__contract__organization=organization, package__code="gold")


def elsewhere(row: CoveredLicense) -> Entitlement:
    """A line of another customer, which does not cover the row's license yet."""
    others = Entitlement.objects.exclude(contract=row.entitlement.contract)
    return others.order_by("pk")[0]


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2026, 6, 5), date(2027, 6, 5)),
        (date(2025, 6, 5), date(2026, 1, 6)),
        (date(2026, 3, 1), date(2026, 4, 1)),
        (date(2025, 1, 5), date(2028, 1, 5)),
    ],
)
def test_one_package_never_covers_a_license_twice_on_a_day(cast: Cast, starts_on: date, ends_on: date) -> None:
    row = covered(cast)
    other = elsewhere(row)
    with pytest.raises(IntegrityError, match="one_package_a_license"), transaction.atomic():
        CoveredLicense.objects.create(
            entitlement=other, license=row.license, package=row.package, starts_on=starts_on, ends_on=ends_on
        )


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2027, 1, 5), date(2028, 1, 5)),
        (date(2025, 1, 5), date(2026, 1, 5)),
        (date(2026, 3, 1), date(2026, 3, 1)),
    ],
)
def test_terms_that_touch_or_are_empty_do_not_overlap(cast: Cast, starts_on: date, ends_on: date) -> None:
    row = covered(cast)
    other = elsewhere(row)
    CoveredLicense.objects.create(
        entitlement=other, license=row.license, package=row.package, starts_on=starts_on, ends_on=ends_on
    )


def test_a_row_cannot_be_moved_onto_another(cast: Cast) -> None:
    row = covered(cast)
    other = elsewhere(row)
    later = CoveredLicense.objects.create(
        entitlement=other,
        license=row.license,
        package=row.package,
        starts_on=date(2027, 1, 5),
        ends_on=date(2028, 1, 5),
    )
    with pytest.raises(IntegrityError, match="one_package_a_license"), transaction.atomic():
        CoveredLicense.objects.filter(pk=later.pk).update(starts_on=date(2027, 1, 4))
    CoveredLicense.objects.filter(pk=row.pk).update(ends_on=date(2026, 9, 1))


@pytest.mark.parametrize(
    ("first", "starts_on", "ends_on", "is_co_termed", "is_allowed"),
    [
        (date(2026, 1, 5), date(2026, 1, 5), date(2027, 1, 5), False, True),
        (date(2026, 1, 5), date(2028, 1, 5), date(2031, 1, 5), False, True),
        (date(2026, 1, 5), date(2026, 1, 5), date(2027, 1, 4), False, False),
        (date(2026, 1, 5), date(2026, 2, 5), date(2027, 1, 5), False, False),
        (date(2026, 1, 5), date(2026, 2, 5), date(2027, 1, 5), True, True),
        (date(2024, 2, 29), date(2024, 2, 29), date(2025, 3, 1), False, True),
        (date(2024, 2, 29), date(2024, 2, 29), date(2025, 2, 28), False, False),
        (date(2024, 2, 29), date(2027, 3, 1), date(2028, 2, 29), False, True),
        (date(2024, 2, 29), date(2027, 3, 1), date(2028, 3, 1), False, False),
        (date(2096, 2, 29), date(2096, 2, 29), date(2100, 3, 1), False, True),
        (date(2024, 2, 28), date(2024, 2, 28), date(2025, 3, 1), False, False),
    ],
)
def test_a_term_is_whole_years_from_its_first_start(
    cast: Cast, first: date, starts_on: date, ends_on: date, *, is_co_termed: bool, is_allowed: bool
) -> None:
    values: dict[str, Any] = {"first_starts_on": first, "starts_on": starts_on, "ends_on": ends_on}
    contract = Contract.objects.get(organization=cast.people.organizations["ABC"])
    package = Package.objects.get(code="everyday-after-hours")

    def insert() -> None:
        with transaction.atomic():
            Entitlement.objects.create(contract=contract, package=package, is_co_termed=is_co_termed, **values)

    if is_allowed:
        insert()
    else:
        with pytest.raises(IntegrityError, match="entitlements_whole_term"):
            insert()


@pytest.mark.parametrize("currency", ["usd", "US", "U$D"])
def test_a_currency_is_three_capital_letters(cast: Cast, currency: str) -> None:
    contracts = Contract.objects.filter(organization=cast.people.organizations["ABC"])
    with pytest.raises(IntegrityError, match="entitlements_contract_currency"), transaction.atomic():
        contracts.update(currency=currency)


def test_the_refusal_of_overlaps_outlives_the_migrations(is_postgresql: bool) -> None:  # noqa: FBT001 - a fixture
    kept = "SELECT 'x' FROM pg_constraint WHERE conname = 'entitlements_one_package_a_license'"
    if not is_postgresql:
        kept = "SELECT 'x' FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entitlements_coveredlicense'"
    with connection.cursor() as cursor:
        cursor.execute(kept)
        assert len(cursor.fetchall()) == (1 if is_postgresql else 2)


def test_a_line_is_terminated_and_never_deleted(cast: Cast) -> None:
    line = covered(cast).entitlement
    with pytest.raises(IntegrityError, match="what_was_sold_stays"), transaction.atomic():
        line.delete()
    with (
        pytest.raises(IntegrityError, match="what_was_sold_stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM entitlements_entitlement")
    assert Entitlement.objects.filter(pk=line.pk).exists()
