"""What a calendar lacks is said on its page, by a command, and by `manage.py check`."""

from datetime import date
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from catalog import rules, services
from catalog.models import Region
from catalog.rules import Hours
from outbox.models import OutboundMessage
from tests.administration import administrator, opened
from tests.world import AT

LOS_ANGELES, LONDON, APIA = (ZoneInfo(name) for name in ("America/Los_Angeles", "Europe/London", "Pacific/Apia"))
SKIPPED = (
    "On 14 March 2027 the clock skips from 02:00 to 03:00, where the hours 02:30-10:00 begin or end:"
    " that day has fewer."
)


@pytest.mark.parametrize(
    ("zone", "day", "gap"),
    [
        (LOS_ANGELES, date(2026, 3, 8), (120, 180)),
        (LOS_ANGELES, date(2026, 11, 1), None),
        (LOS_ANGELES, date(2026, 6, 10), None),
        (LONDON, date(2026, 3, 29), (60, 120)),
        (ZoneInfo("Australia/Lord_Howe"), date(2026, 10, 4), (120, 150)),
        (ZoneInfo("America/Sao_Paulo"), date(2018, 11, 4), (0, 60)),
        (APIA, date(2011, 12, 30), (0, 1440)),
    ],
)
def test_the_minutes_that_a_clock_skips_are_known(zone: ZoneInfo, day: date, gap: tuple[int, int] | None) -> None:
    assert rules.skipped_minutes(day, zone) == gap


@pytest.mark.parametrize(
    ("hours", "is_warned"),
    [
        (Hours(6, 120, 600), True),
        (Hours(6, 150, 170), True),
        (Hours(6, 0, 150), True),
        (Hours(6, 0, 120), False),
        (Hours(6, 180, 600), False),
        (Hours(6, 0, 1440), False),
        (Hours(5, 150, 600), False),
    ],
)
def test_hours_that_begin_or_end_in_a_skipped_hour_are_warned_about(hours: Hours, *, is_warned: bool) -> None:
    found = rules.skipped_hours([hours], {}, zone=LOS_ANGELES, on=date(2026, 6, 10))
    assert [warning.parameters["on"] for warning in found] == [date(2027, 3, 14)] * is_warned


def test_the_hours_of_one_date_are_looked_at_instead_of_the_weekly_ones() -> None:
    sunday, opening = Hours(6, 150, 600), {date(2027, 3, 14): [Hours(6, 540, 600)]}
    assert rules.skipped_hours([sunday], opening, zone=LOS_ANGELES, on=date(2026, 6, 10)) == []


@pytest.fixture
def sunday(world: None) -> Region:  # noqa: ARG001 - it loads the regions
    """Los Angeles, opening on Sundays in the hour that the clock skips in spring."""
    region = Region.objects.get(code="AMER")
    services.set_hours(region=region, week=[Hours(6, 150, 600)], at=AT)
    return region


@pytest.mark.django_db
def test_the_page_of_a_region_warns_of_skipped_hours(sunday: Region) -> None:
    page = opened(administrator(), reverse("admin:catalog_region_change", args=[sunday.pk]))
    assert [node.text(strip=True) for node in page.css(".messagelist li.warning")] == [SKIPPED]


@pytest.mark.django_db
def test_the_check_of_the_database_and_the_command_warn_of_the_same(sunday: Region) -> None:
    (warning,) = run_checks(tags=["database"], databases=["default"])
    assert (warning.id, warning.msg, warning.obj) == ("catalog.hours_skipped", SKIPPED, sunday)
    with pytest.raises(CommandError, match=r"^Americas: On 14 March 2027"):
        call_command("lint_regions")


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_a_check_without_a_database_asks_none(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator] # a fixture without a type
        assert run_checks(databases=None) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_calendars_in_order_are_left_alone() -> None:
    said = StringIO()
    call_command("lint_regions", stdout=said)
    assert said.getvalue() == "Every region's calendar is in order.\n"


@pytest.mark.django_db
def test_a_changed_calendar_is_told(sunday: Region) -> None:
    news = OutboundMessage.objects.filter(name="calendar.changed").latest("pk")
    assert news.payload == {"key": str(sunday.pk), "version": sunday.calendar_version}


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_a_zone_that_the_machine_does_not_know_is_named_and_the_other_regions_are_looked_at() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_region SET zone = 'Mars/Base' WHERE code = 'EMEA'")
    Region.objects.get(code="AMER").holidays.all().delete()

    found = {(region.code, warning.code) for region, warning in services.regions_to_look_at(at=AT)}

    assert {("EMEA", "unknown_zone"), ("AMER", "no_holidays")} <= found
    with pytest.raises(CommandError, match="does not know the time zone Mars/Base"):
        call_command("lint_regions")
    assert any("Mars/Base" in str(warning) for warning in run_checks(databases=["default"]))
