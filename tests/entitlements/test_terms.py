"""Terms are whole 12-month increments, counted from the first start of their chain (R3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entitlements.rules import Line, Option, is_whole_term, joined, planned_line, term_end, term_violations

DAYS = st.dates(date(1990, 1, 1), date(2095, 12, 31))
GOLD = Option("gold", "Gold")
EVERYDAY = Option("everyday", "Everyday", needs={"gold": "Gold"})


@pytest.mark.parametrize(
    ("first", "years", "end"),
    [
        (date(2026, 1, 5), 1, date(2027, 1, 5)),
        (date(2026, 1, 5), 3, date(2029, 1, 5)),
        (date(2026, 12, 31), 1, date(2027, 12, 31)),
        (date(2027, 3, 1), 1, date(2028, 3, 1)),
        (date(2024, 2, 28), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
        (date(2024, 2, 29), 2, date(2026, 3, 1)),
        (date(2024, 2, 29), 3, date(2027, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2096, 2, 29), 4, date(2100, 3, 1)),
        (date(2096, 2, 29), 8, date(2104, 2, 29)),
    ],
)
def test_a_term_ends_on_the_day_and_month_of_its_first_start(first: date, years: int, end: date) -> None:
    assert term_end(first, years) == end


@given(DAYS, st.integers(1, 30))
def test_renewals_never_drift(first: date, years: int) -> None:
    end = term_end(first, years)
    assert (end.month, end.day) in {(first.month, first.day), (3, 1)}
    assert term_end(first, years + 1) - end in {timedelta(days=365), timedelta(days=366)}


@given(DAYS, st.integers(0, 20), st.integers(1, 20), st.integers(1, 364))
def test_whole_terms_are_those_between_anniversaries(first: date, before: int, years: int, days: int) -> None:
    starts_on, ends_on = term_end(first, before), term_end(first, before + years)
    assert is_whole_term(first_starts_on=first, starts_on=starts_on, ends_on=ends_on)
    assert not is_whole_term(first_starts_on=first, starts_on=starts_on, ends_on=ends_on - timedelta(days=days))


def chain(first: date, times: int) -> list[Line]:
    """A line and its renewals, each planned from those before it."""
    lines: list[Line] = []
    for _ in range(times):
        starts_on = lines[-1].ends_on if lines else first
        lines.append(
            planned_line(GOLD, starts_on=starts_on, years=1, is_co_termed=False, licenses=frozenset({1}), others=lines)
        )
    return lines


def test_a_chain_from_a_leap_day_returns_to_it() -> None:
    assert [line.ends_on for line in chain(date(2024, 2, 29), 5)] == [
        date(2025, 3, 1),
        date(2026, 3, 1),
        date(2027, 3, 1),
        date(2028, 2, 29),
        date(2029, 3, 1),
    ]


@given(DAYS, st.integers(1, 8))
def test_a_chain_has_no_gap_and_breaks_no_rule(first: date, times: int) -> None:
    lines = chain(first, times)
    assert joined((line.starts_on, line.ends_on) for line in lines) == [(first, term_end(first, times))]
    assert all(term_violations(line, lines) == [] for line in lines)
    assert {line.first_starts_on for line in lines} == {first}


def test_a_line_for_other_licenses_begins_a_chain_of_its_own() -> None:
    (gold,) = chain(date(2024, 2, 29), 1)
    other = planned_line(
        GOLD, starts_on=gold.ends_on, years=1, is_co_termed=False, licenses=frozenset({2}), others=[gold]
    )
    assert other.first_starts_on == date(2025, 3, 1)


def test_a_co_termed_line_ends_with_gold_and_its_renewal_is_whole() -> None:
    gold = chain(date(2026, 1, 5), 2)
    licenses = frozenset({1})
    added = planned_line(
        EVERYDAY, starts_on=date(2026, 9, 1), years=1, is_co_termed=True, licenses=licenses, others=gold
    )
    assert (added.ends_on, term_violations(added, gold)) == (date(2027, 1, 5), [])
    renewed = planned_line(
        EVERYDAY, starts_on=added.ends_on, years=1, is_co_termed=False, licenses=licenses, others=[*gold, added]
    )
    assert (renewed.first_starts_on, renewed.ends_on) == (date(2027, 1, 5), date(2028, 1, 5))
