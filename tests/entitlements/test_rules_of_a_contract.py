"""What may stand on a contract beside what, as one table a rule."""

from dataclasses import replace
from datetime import date

import pytest

from catalog.rules import Violation
from entitlements import rules
from entitlements.rules import Deal, Line, Option

GOLD = Option("gold", "Gold")
EVERYDAY = Option("everyday", "Everyday", needs={"gold": "Gold"})
REGIONAL = Option("regional", "Regional", needs={"gold": "Gold"}, is_for_contacts_region=True)
DEAL = Deal(date(2026, 1, 5), date(2028, 1, 5), sold_in="AMER", licenses=frozenset({1, 2}))


def line(option: Option, starts: tuple[int, int, int], ends: tuple[int, int, int], **changes: object) -> Line:
    made = Line(option, date(*starts), date(*starts), date(*ends), licenses=frozenset({1}))
    return replace(made, **changes)  # type: ignore[arg-type] # a table's words


def codes(found: list[Violation]) -> list[str]:
    return [violation.code for violation in found]


FIRST = line(GOLD, (2026, 1, 5), (2027, 1, 5))
SECOND = line(GOLD, (2027, 1, 5), (2028, 1, 5), first_starts_on=date(2026, 1, 5))
LATE = line(GOLD, (2027, 2, 5), (2028, 2, 5))
STOPPED = line(GOLD, (2026, 1, 5), (2026, 3, 1), is_terminated=True)
UNDONE = line(GOLD, (2026, 1, 5), (2026, 1, 5), is_terminated=True)
YEAR = line(EVERYDAY, (2026, 1, 5), (2027, 1, 5))
TWO_YEARS = line(EVERYDAY, (2026, 1, 5), (2028, 1, 5))
STRADDLING = line(EVERYDAY, (2026, 6, 5), (2027, 6, 5))


@pytest.mark.parametrize(
    ("option", "base", "expected"),
    [
        (YEAR, [FIRST], []),
        (YEAR, [], ["needs_base"]),
        (YEAR, [UNDONE], ["needs_base"]),
        (YEAR, [STOPPED], ["outside_base"]),
        (STRADDLING, [FIRST], ["outside_base"]),
        (STRADDLING, [FIRST, SECOND], []),
        (STRADDLING, [SECOND, FIRST], []),
        (STRADDLING, [FIRST, LATE], ["outside_base"]),
        (TWO_YEARS, [FIRST, SECOND], []),
        (FIRST, [], []),
    ],
)
def test_an_option_lies_within_gold_and_adjacent_renewals_count_as_one(
    option: Line, base: list[Line], expected: list[str]
) -> None:
    assert codes(rules.need_violations(option, base)) == expected


def test_the_nearest_term_of_gold_is_named() -> None:
    (found,) = rules.need_violations(STRADDLING, [FIRST, LATE])
    assert (found.parameters["base_starts"], found.parameters["base_ends"]) == (date(2026, 1, 5), date(2027, 1, 5))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["overlap"]),
        ({"licenses": frozenset({1, 2})}, ["overlap"]),
        ({"licenses": frozenset({2})}, []),
        ({"option": EVERYDAY}, []),
        ({"starts_on": date(2027, 1, 5), "ends_on": date(2028, 1, 5)}, []),
        ({"starts_on": date(2027, 1, 4), "ends_on": date(2028, 1, 4)}, ["overlap"]),
        ({"starts_on": date(2025, 1, 5), "ends_on": date(2026, 1, 5)}, []),
        ({"ends_on": date(2026, 1, 5), "is_terminated": True}, []),
    ],
)
def test_one_package_covers_a_license_once_at_a_time(changes: dict[str, object], expected: list[str]) -> None:
    other = replace(FIRST, **changes)  # type: ignore[arg-type] # a table's words
    assert codes(rules.overlap_violations(FIRST, [other])) == expected
    assert codes(rules.overlap_violations(other, [FIRST])) == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (FIRST, []),
        (line(GOLD, (2026, 1, 5), (2027, 1, 4)), ["not_whole_years"]),
        (line(GOLD, (2026, 1, 5), (2026, 1, 5)), ["ends_before_it_starts"]),
        (line(GOLD, (2025, 1, 5), (2026, 1, 5)), ["outside_contract"]),
        (line(GOLD, (2028, 1, 5), (2029, 1, 5)), ["outside_contract"]),
        (line(GOLD, (2026, 1, 5), (2027, 1, 5), licenses=frozenset({1, 3})), ["license_not_on_contract"]),
        (STOPPED, []),
        (UNDONE, []),
    ],
)
def test_a_line_is_whole_years_within_its_contract_for_its_licenses(made: Line, expected: list[str]) -> None:
    assert codes(rules.line_violations(made, [], DEAL)) == expected


@pytest.mark.parametrize(
    ("ends", "expected"), [((2027, 1, 5), []), ((2028, 1, 5), []), ((2027, 1, 4), ["co_termed_with_nothing"])]
)
def test_a_co_termed_line_ends_with_a_term_of_gold(ends: tuple[int, int, int], expected: list[str]) -> None:
    made = line(EVERYDAY, (2026, 9, 1), ends, is_co_termed=True)
    assert codes(rules.term_violations(made, [FIRST, SECOND])) == expected


@pytest.mark.parametrize(
    ("regions", "lines", "expected"),
    [
        (set(), [FIRST], []),
        ({"EMEA"}, [FIRST], ["regions_need_an_option"]),
        ({"EMEA"}, [FIRST, line(REGIONAL, (2026, 1, 5), (2027, 1, 5))], []),
        ({"EMEA"}, [line(REGIONAL, (2026, 1, 5), (2026, 1, 5), is_terminated=True)], ["regions_need_an_option"]),
        ({"AMER", "EMEA"}, [line(REGIONAL, (2026, 1, 5), (2027, 1, 5))], ["sold_in_is_not_additional"]),
    ],
)
def test_additional_regions_come_with_multi_regional(regions: set[str], lines: list[Line], expected: list[str]) -> None:
    deal = replace(DEAL, additional_regions=frozenset(regions))
    assert codes(rules.region_violations(deal, lines)) == expected


@pytest.mark.parametrize(
    ("owner", "region", "expected"),
    [("ABC", "AMER", []), ("EVE", "AMER", ["license_of_another"]), ("ABC", "EMEA", ["license_sold_elsewhere"])],
)
def test_a_contract_covers_its_own_licenses_of_its_own_region(owner: str, region: str, expected: list[str]) -> None:
    found = rules.license_violations([("Server", owner, region)], organization="ABC", sold_in="AMER")
    assert codes(found) == expected


def test_gold_cannot_end_before_what_needs_it() -> None:
    stopped = replace(FIRST, ends_on=date(2026, 7, 1), is_terminated=True)
    assert codes(rules.dependent_violations([stopped, YEAR])) == ["outside_base"]
    assert rules.dependent_violations([FIRST, YEAR]) == []
