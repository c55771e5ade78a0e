"""An administrator enters a region with its hours and holidays, and is told what is wrong."""

import pytest
from django.urls import reverse

from catalog.models import BusinessHours, Region
from tests.administration import administrator, opened, saved, values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def change_url(code: str = "AMER") -> str:
    return reverse("admin:catalog_region_change", args=[Region.objects.get(code=code).pk])


def interval(index: int, weekday: int, opens: str, closes: str) -> dict[str, str]:
    """The fields of one line of the hours grid."""
    prefix = f"business_hours-{index}"
    return {
        "business_hours-TOTAL_FORMS": str(index + 1),
        f"{prefix}-weekday": str(weekday),
        f"{prefix}-opens_minute": opens,
        f"{prefix}-closes_minute": closes,
    }


def test_a_region_is_entered_with_split_and_night_hours_and_a_holiday() -> None:
    sent = {"code": "NIGHT", "name": "Night region", "city": "Reykjavik", "zone": "Atlantic/Reykjavik"}
    sent |= interval(0, 0, "08:00", "12:00") | interval(1, 0, "13:00", "24:00") | interval(2, 1, "22:00", "06:00")
    sent |= {"holidays-TOTAL_FORMS": "1", "holidays-0-on": "2026-12-25", "holidays-0-name": "Christmas Day"}
    answer = saved(administrator(), reverse("admin:catalog_region_add"), sent)
    assert answer.errors == []
    region = Region.objects.get(code="NIGHT")
    hours = region.business_hours.order_by("weekday", "opens_minute").values_list("opens_minute", "closes_minute")
    assert list(hours) == [(480, 720), (780, 1440), (1320, 360)]
    assert region.holidays.get().name == "Christmas Day"
    assert region.calendar_version == 2


def test_stored_hours_are_shown_as_times() -> None:
    sent = values(opened(administrator(), change_url()))
    assert sent["business_hours-0-opens_minute"] == ["06:00"]
    assert sent["business_hours-0-closes_minute"] == ["17:00"]


@pytest.mark.parametrize(
    ("opens", "closes", "error"),
    [
        ("8 o'clock", "17:00", "Write a time as HH:MM, from 00:00 to 24:00."),
        ("08:61", "17:00", "Write a time as HH:MM, from 00:00 to 24:00."),
        ("24:00", "06:00", "A day begins at 00:00 at the earliest and before 24:00."),
        ("", "17:00", "Fill in “Opens”."),
        ("16:00", "20:00", "Monday: 16:00-20:00 begins before 06:00-17:00 has ended."),
    ],
)
def test_hours_that_are_no_hours_are_refused_in_words(opens: str, closes: str, error: str) -> None:
    sent = interval(5, 0, opens, closes)
    assert error in saved(administrator(), change_url(), sent).errors
    assert BusinessHours.objects.filter(region__code="AMER").count() == 5


def test_a_night_shift_that_runs_into_the_next_morning_is_refused() -> None:
    sent = interval(5, 0, "22:00", "07:00")
    assert (
        "Tuesday: 06:00-17:00 begins before 22:00-07:00 has ended." in saved(administrator(), change_url(), sent).errors
    )


@pytest.mark.parametrize(
    ("changes", "is_bumped"),
    [
        ({}, False),
        ({"city": "San Francisco"}, False),
        ({"business_hours-0-opens_minute": "6:00"}, False),
        ({"business_hours-0-opens_minute": "07:00"}, True),
        ({"zone": "America/Denver"}, True),
        ({"holidays-0-name": "Day off", "holidays-0-on": "2028-12-27"}, True),
        ({"closures-TOTAL_FORMS": "1", "closures-0-on": "2026-07-02", "closures-0-name": "Move",
          "closures-0-from_minute": "12:00", "closures-0-to_minute": "24:00"}, True),
    ],
)  # fmt: skip
def test_the_calendar_version_is_bumped_by_a_change_of_the_calendar(
    changes: dict[str, str], *, is_bumped: bool
) -> None:
    before = Region.objects.get(code="AMER").calendar_version
    assert saved(administrator(), change_url(), changes).errors == []
    assert Region.objects.get(code="AMER").calendar_version == before + is_bumped


def test_a_closure_ends_after_it_starts() -> None:
    sent = {
        "closures-TOTAL_FORMS": "1", "closures-0-on": "2026-07-02", "closures-0-name": "Move",
        "closures-0-from_minute": "12:00", "closures-0-to_minute": "11:00",
    }  # fmt: skip
    answer = saved(administrator(), change_url(), sent)
    assert "A closure ends later on the same day. Write one for each day." in answer.errors


def test_a_region_shows_what_its_calendar_lacks() -> None:
    region = Region.objects.get(code="APAC")
    region.business_hours.all().delete()
    region.holidays.filter(on__gt="2026-07-01").delete()
    page = opened(administrator(), change_url("APAC"))
    assert [node.text(strip=True) for node in page.css(".messagelist li.warning")] == [
        "This region never opens: it has neither weekly hours nor an opening ahead.",
        "The holiday list ends on 1 July 2026, in 21 days.",
    ]


@pytest.mark.parametrize("model", ["region", "desk", "product", "version"])
def test_every_list_of_the_catalogue_opens_and_can_be_searched(model: str) -> None:
    url = reverse(f"admin:catalog_{model}_changelist")
    page = opened(administrator(), f"{url}?q=a")
    assert page.css("#result_list tbody tr")


@pytest.mark.parametrize("model", ["desk", "product", "version"])
def test_every_form_of_the_catalogue_saves_what_it_shows(model: str) -> None:
    client = administrator()
    listed = opened(client, reverse(f"admin:catalog_{model}_changelist"))
    link = listed.css_first("#result_list tbody th a")
    assert link is not None
    assert saved(client, str(link.attributes["href"]), {}).errors == []
