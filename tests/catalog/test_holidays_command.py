"""`manage.py holidays REGION YEAR` and `manage.py lint_regions`."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Holiday, Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def region() -> Region:
    """Hong Kong with one holiday missing, one renamed and one of its own."""
    region = Region.objects.get(code="APAC")
    region.holidays.filter(on=date(2026, 4, 3)).delete()
    region.holidays.filter(on=date(2026, 1, 1)).update(name="New Year")
    Holiday.objects.create(region=region, on=date(2026, 8, 14), name="Company day")
    return region


def said(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("holidays", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_difference_is_shown_and_nothing_is_changed(region: Region) -> None:
    assert said("APAC", "2026") == [
        "~ 2026-01-01 New Year's Day",
        "+ 2026-04-03 Good Friday",
        "= 2026-08-14 Company day (only here, kept)",
        "Nothing was changed. Add --apply to change it.",
    ]
    assert not region.holidays.filter(on=date(2026, 4, 3)).exists()


def test_applying_adds_renames_and_bumps_the_version_and_keeps_own_days(region: Region) -> None:
    before = region.calendar_version
    assert said("APAC", "2026", "--apply")[-1] == f"Applied: calendar version {before + 1} of Asia Pacific."
    names = dict(region.holidays.values_list("on", "name"))
    assert names[date(2026, 4, 3)] == "Good Friday"
    assert names[date(2026, 1, 1)] == "New Year's Day"
    assert names[date(2026, 8, 14)] == "Company day"


def test_pruning_removes_days_that_only_the_region_has(region: Region) -> None:
    assert "- 2026-08-14 Company day" in said("APAC", "2026", "--apply", "--prune")
    assert not region.holidays.filter(on=date(2026, 8, 14)).exists()


def test_a_list_as_published_is_left_alone() -> None:
    version = Region.objects.get(code="EMEA").calendar_version
    assert said("EMEA", "2026", "--apply") == ["The holidays are as published."]
    assert Region.objects.get(code="EMEA").calendar_version == version


@pytest.mark.parametrize(
    ("country", "subdivision", "message"), [("AQ", "XX", "AQ"), ("GB", "XX", "does not have subdivision XX")]
)
def test_a_country_that_nobody_publishes_is_refused(country: str, subdivision: str, message: str) -> None:
    Region.objects.filter(code="EMEA").update(country=country, subdivision=subdivision)
    with pytest.raises(CommandError, match=message):
        said("EMEA", "2026")


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no region MARS"):
        said("MARS", "2026")


def test_calendars_in_order_are_said_to_be() -> None:
    out = StringIO()
    call_command("lint_regions", stdout=out)
    assert out.getvalue() == "Every region's calendar is in order.\n"


def test_a_calendar_that_lacks_something_fails_the_command() -> None:
    Region.objects.get(code="EMEA").holidays.all().delete()
    with pytest.raises(CommandError, match="has no holidays"):
        call_command("lint_regions")
