"""The smallest changes that would make a ticket covered now, for the customers of the demo world."""

from __future__ import annotations

from dataclasses import replace

import pytest

from entitlements.coverage import Change, Kind, Lifecycle, Request, Span

from .world import asked, holds, utc

SATURDAY, DAY, LAPSED = utc("2026-06-13 10:00"), utc("2026-06-10 17:00"), utc("2027-06-09 17:00")
LONDON_TEN = utc("2026-06-10 09:00")
MONDAY = Change("wait", "gold", at=utc("2026-06-15 13:00"))
GOLD, REGIONAL = ("gold",), ("gold", "multi-regional")
EVERYDAY = Change("add_package", "everyday-after-hours")


@pytest.mark.parametrize(
    ("packages", "request_", "changes"),
    [
        (GOLD, Request(DAY), []),
        (GOLD, Request(SATURDAY), [MONDAY, EVERYDAY]),
        (GOLD, Request(LAPSED), [Change("add_package", "gold")]),
        (("everyday-after-hours",), Request(SATURDAY), [Change("add_package", "gold")]),
        (GOLD, Request(DAY, lifecycle=Lifecycle.EOL), [Change("add_package", "extended-term")]),
        (GOLD, Request(DAY, licensed=False), []),
        (GOLD, Request(DAY, kind=Kind.QUESTION), []),
        ((), Request(LAPSED), [Change("add_package", "gold")]),
    ],
)
def test_each_change_that_helps_is_named(packages: tuple[str, ...], request_: Request, changes: list[Change]) -> None:
    assert list(asked(holds(*packages), request_).would_cover) == changes


def test_a_team_in_london_is_told_of_multi_regional() -> None:
    changes = asked(holds("gold"), Request(LONDON_TEN, contact_region="EMEA")).would_cover
    assert Change("add_package", "multi-regional", region="EMEA") in changes


def test_multi_regional_brings_the_region_that_the_contract_does_not_list() -> None:
    held = holds("gold")
    assert held.contract
    bare = replace(held, contract=replace(held.contract, regions=frozenset()))
    changes = asked(bare, Request(LONDON_TEN, contact_region="EMEA")).would_cover
    assert Change("add_package", "multi-regional", region="EMEA") in changes


def test_a_team_in_hong_kong_could_file_for_london() -> None:
    request = Request(utc("2026-06-10 11:00"), contact_region="APAC")
    assert Change("choose_region", region="EMEA") in asked(holds(*REGIONAL), request).would_cover


def test_maintenance_could_be_booked() -> None:
    request = Request(SATURDAY, kind=Kind.MAINTENANCE)
    booking = Change("book_window", "scheduled-after-hours", units=1)
    assert booking in asked(holds("gold", "scheduled-after-hours", units=1), request).would_cover
    assert booking not in asked(holds("gold", "scheduled-after-hours"), request).would_cover


def test_who_has_booked_is_not_told_to_book() -> None:
    tonight = Span(utc("2026-06-13 20:00"), utc("2026-06-13 22:00"))
    request = Request(SATURDAY, kind=Kind.MAINTENANCE, window=tonight)
    changes = asked(holds("gold", "scheduled-after-hours", units=1), request).would_cover
    assert changes == (Change("wait", "scheduled-after-hours", at=tonight.starts_at), EVERYDAY)


def test_nothing_covers_without_a_contract() -> None:
    assert asked(holds("gold", contract=None), Request(DAY)).would_cover == ()
