"""The pure rules of the catalogue."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import rules
from catalog.rules import Hours, Violation


@pytest.mark.parametrize(("text", "value"), [("00:00", 0), ("6:30", 390), (" 23:59 ", 1439), ("24:00", 1440)])
def test_a_time_of_day_is_a_minute(text: str, value: int) -> None:
    assert rules.minute(text) == value


@pytest.mark.parametrize("text", ["", "6", "06:5", "24:01", "25:00", "12:60", "-1:00", "noon", "006:00"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        rules.minute(text)


@given(st.integers(0, 1440))
def test_a_minute_is_written_and_read_again(value: int) -> None:
    assert rules.minute(rules.clock(value)) == value


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 2, 28), rules.Lifecycle.SUPPORTED),
        (date(2026, 3, 1), rules.Lifecycle.SUNSET),
        (date(2027, 2, 28), rules.Lifecycle.SUNSET),
        (date(2027, 3, 1), rules.Lifecycle.EOL),
    ],
)
def test_a_version_changes_at_the_start_of_the_day_named(on: date, state: rules.Lifecycle) -> None:
    assert rules.lifecycle(sunset_on=date(2026, 3, 1), eol_on=date(2027, 3, 1), on=on) is state


@pytest.mark.parametrize(
    ("week", "clashes"),
    [
        ([], 0),
        ([Hours(0, 0, 1440)], 0),
        ([Hours(0, 480, 720), Hours(0, 720, 1020)], 0),
        ([Hours(0, 480, 721), Hours(0, 720, 1020)], 1),
        ([Hours(0, 1320, 360), Hours(1, 360, 720)], 0),
        ([Hours(0, 1320, 361), Hours(1, 360, 720)], 1),
        ([Hours(6, 1320, 361), Hours(0, 360, 720)], 1),
        ([Hours(6, 1320, 360), Hours(0, 360, 720)], 0),
        ([Hours(weekday, 0, 1440) for weekday in range(7)], 0),
    ],
)
def test_hours_overlap_when_one_begins_before_the_other_has_ended(week: list[Hours], clashes: int) -> None:
    assert len(rules.overlapping_hours(week)) == clashes


TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("has_hours", "last", "codes"),
    [
        (True, TODAY + timedelta(days=61), []),
        (True, TODAY + timedelta(days=60), ["holidays_end_soon"]),
        (True, TODAY, ["holidays_end_soon"]),
        (True, TODAY - timedelta(days=1), ["holidays_ended"]),
        (True, None, ["no_holidays"]),
        (False, TODAY + timedelta(days=400), ["never_opens"]),
        (False, None, ["never_opens", "no_holidays"]),
    ],
)
def test_a_calendar_is_warned_about(has_hours: bool, last: date | None, codes: list[str]) -> None:  # noqa: FBT001 - a table's column
    found = rules.calendar_warnings(has_hours=has_hours, last_holiday_on=last, on=TODAY)
    assert [warning.code for warning in found] == codes


def test_a_difference_is_empty_where_the_lists_agree() -> None:
    ours = {date(2026, 1, 1): "New Year's Day"}
    assert not rules.holiday_difference(ours=ours, published=dict(ours))


def test_a_violation_needs_no_parameters() -> None:
    assert Violation("never_opens").parameters == {}
