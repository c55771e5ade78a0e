"""The catalogue of the demo world."""

from datetime import UTC, date, datetime

import pytest

from catalog.demo import load_catalog
from catalog.models import Holiday
from catalog.rules import Lifecycle

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 10, 12, tzinfo=UTC)


def test_the_catalogue_holds_a_product_version_in_each_state_of_life() -> None:
    catalog = load_catalog(AT)
    for name in catalog.products:
        states = {v.lifecycle(AT.date()) for (product, _), v in catalog.versions.items() if product == name}
        assert states == set(Lifecycle), name


@pytest.mark.parametrize(
    ("region", "on", "name"),
    [
        ("AMER", date(2026, 7, 3), "Independence Day (observed)"),
        ("EMEA", date(2026, 8, 31), "Late Summer Bank Holiday"),
        ("APAC", date(2026, 4, 3), "Good Friday"),
        ("APAC", date(2027, 3, 26), "Good Friday"),
    ],
)
def test_each_region_keeps_its_own_holidays(region: str, on: date, name: str) -> None:
    load_catalog(AT)
    assert Holiday.objects.get(region__code=region, on=on).name == name


def test_each_region_has_a_desk_and_a_phone_that_could_ring() -> None:
    catalog = load_catalog(AT)
    for code, region in catalog.regions.items():
        assert catalog.desks[code].region == region
        assert region.phone.is_valid()


def test_loading_twice_changes_nothing() -> None:
    first = load_catalog(AT)
    again = load_catalog(AT)
    assert again == first
    assert again.regions["AMER"].calendar_version == first.regions["AMER"].calendar_version
