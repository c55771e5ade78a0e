"""Golden tables of days and money: leap days, month ends, adjacent terms, zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entitlements import rules

PRICE = 12_000_00
NOW, NEXT = datetime(2026, 6, 10, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)
AMER, EMEA, APAC = ZoneInfo("America/Los_Angeles"), ZoneInfo("Europe/London"), ZoneInfo("Asia/Hong_Kong")


@pytest.mark.parametrize(
    ("price", "starts_on", "ends_on", "amount"),
    [
        (PRICE, date(2026, 1, 5), date(2027, 1, 5), PRICE),
        (PRICE, date(2027, 6, 1), date(2028, 6, 1), PRICE),
        (PRICE, date(2024, 2, 29), date(2025, 3, 1), PRICE),
        (PRICE, date(2026, 1, 5), date(2029, 1, 5), 3 * PRICE),
        (365_00, date(2026, 3, 1), date(2026, 3, 2), 1_00),
        (366_00, date(2027, 3, 1), date(2027, 3, 2), 1_00),
        (366_00, date(2028, 2, 28), date(2028, 3, 1), 2_00),
        (365_00, date(2027, 2, 28), date(2027, 3, 1), 1_00),
        (365_00, date(2026, 1, 31), date(2026, 2, 28), 28_00),
        (365_00, date(2026, 1, 5), date(2027, 1, 15), 375_00),
        (100, date(2026, 1, 1), date(2026, 1, 3), 1),
        (1000, date(2026, 1, 1), date(2026, 7, 2), 499),
        (1, date(2026, 1, 1), date(2026, 7, 3), 1),
        (1, date(2026, 1, 1), date(2026, 7, 2), 0),
    ],
)
def test_a_stretch_of_a_term_costs_its_share_of_12_months(
    price: int, starts_on: date, ends_on: date, amount: int
) -> None:
    assert rules.prorated(price, starts_on, ends_on) == amount


@pytest.mark.parametrize(
    ("price", "percent", "amount"), [(1001, 50, 501), (999, 15, 849), (100, 100, 0), (100, 0, 100)]
)
def test_half_of_a_minor_unit_is_rounded_up(price: int, percent: int, amount: int) -> None:
    assert rules.discounted(price, percent) == amount


@given(
    st.integers(0, 10**8),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(1, 9),
    st.integers(0, 364),
)
def test_whole_terms_cost_whole_prices_and_more_days_never_cost_less(
    price: int, starts_on: date, years: int, more: int
) -> None:
    end = rules.term_end(starts_on, years)
    assert rules.prorated(price, starts_on, end) == years * price
    later = end + timedelta(days=more)
    assert years * price <= rules.prorated(price, starts_on, later) <= (years + 1) * price


@pytest.mark.parametrize(
    ("first", "years", "ends_on"),
    [
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2027, 1, 31)),
        (date(2026, 12, 31), 1, date(2027, 12, 31)),
    ],
)
def test_a_term_ends_on_the_anniversary_of_its_chain(first: date, years: int, ends_on: date) -> None:
    assert rules.term_end(first, years) == ends_on


@pytest.mark.parametrize(
    ("zone", "end", "at", "dues"),
    [
        (AMER, date(2026, 12, 1), NOW, "09-02 16:00|10-02 16:00|11-01 17:00|11-24 17:00"),
        (APAC, date(2026, 12, 1), NOW, "09-02 01:00|10-02 01:00|11-01 01:00|11-24 01:00"),
        (EMEA, date(2028, 3, 1), NEXT, "12-02 09:00|01-01 09:00|01-31 09:00|02-23 09:00"),
        (EMEA, date(2026, 7, 3), NOW, "06-03 08:00|06-26 08:00"),
        (EMEA, date(2026, 6, 12), NOW, "06-05 08:00"),
        (EMEA, date(2026, 6, 10), NOW, ""),
        (AMER, date(2026, 6, 10), NOW, "06-03 16:00"),
    ],
)  # fmt: skip
def test_an_end_is_announced_at_nine_in_its_region_and_late_only_once(
    zone: ZoneInfo, end: date, at: datetime, dues: str
) -> None:
    found = sorted(rules.announcements([end, end], zone, at), key=lambda due: due.due_at)
    assert "|".join(f"{due.due_at:%m-%d %H:%M}" for due in found) == dues
