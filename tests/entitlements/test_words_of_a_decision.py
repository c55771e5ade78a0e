"""A decision's reasons and changes as people read them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from entitlements.coverage import Change, Reason
from entitlements.portfolio import change_in_words, names, sentence

CLOCK = {
    "package": "gold",
    "region": "AMER",
    "zone": "America/Los_Angeles",
    "place": "Los Angeles",
    "weekday": "sat",
    "time": "03:10",
    "date": "2026-06-13",
    "hours": "mon-fri 06:00-17:00",
}
NAMES = {"gold": "Gold Support", "AMER": "Americas"}
LONDON, LOS_ANGELES, HONG_KONG = (ZoneInfo(name) for name in ("Europe/London", "America/Los_Angeles", "Asia/Hong_Kong"))


@pytest.mark.parametrize(
    ("zone", "time"),
    [(LOS_ANGELES, "03:10"), (LONDON, "03:10 (11:10 your time)"), (HONG_KONG, "03:10 (18:10 your time)")],
)
def test_a_reason_names_hours_place_and_the_readers_own_time(zone: ZoneInfo, time: str) -> None:
    words = sentence(Reason("outside_business_hours", CLOCK), audience="customer", zone=zone, names=NAMES)
    assert words.startswith("Gold Support covers")
    assert "Mon-Fri 06:00-17:00 in Los Angeles" in words
    assert f"Saturday {time}" in words


def test_a_day_of_the_reader_that_differs_is_named() -> None:
    late = {**CLOCK, "time": "22:00", "date": "2026-06-12", "weekday": "fri"}
    words = sentence(Reason("outside_business_hours", late), audience="customer", zone=LONDON, names=NAMES)
    assert "22:00 (Saturday 06:00 your time)" in words


def test_days_are_written_out() -> None:
    reason = Reason("contract_expired", {"ended_on": "2026-04-05", "starts_on": None})
    assert sentence(reason, audience="customer", zone=LONDON) == "Support ended on 4 April 2026."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change("wait", at=datetime(2026, 6, 15, 13, tzinfo=UTC)), "Wait until Monday 15 June, 14:00."),
        (Change("confirm_emergency", units=1), "Confirm the emergency: it takes 1 time unit."),
        (Change("buy_units", units=2), "Buy 2 time units."),
        (Change("add_package", "gold"), "Add Gold Support to the contract."),
        (Change("choose_region", region="AMER"), "Ask from Americas: the contract covers it now."),
    ],
)
def test_a_change_is_something_to_do(change: Change, words: str) -> None:
    assert change_in_words(change, zone=LONDON, names=NAMES) == words


@pytest.mark.usefixtures("cast")
def test_names_spell_packages_and_regions() -> None:
    assert {"gold": "Gold Support", "APAC": "Asia Pacific"}.items() <= names().items()
