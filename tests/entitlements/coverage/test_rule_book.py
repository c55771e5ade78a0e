"""The tables of `docs/coverage.md`, row by row."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from entitlements.coverage import (
    DEFAULT_PACKAGES,
    Calendar,
    Contract,
    Decision,
    Entitlement,
    Kind,
    Lifecycle,
    Portfolio,
    Request,
    Shifts,
    Span,
    decide,
)

from .world import ENDS_ON, REGIONS, STARTS_ON, codes, utc

BOOK = (Path(__file__).parents[3] / "docs" / "coverage.md").read_text()
DECISIONS = "| at | bought | asked | answer | until or opens | why |"
CALENDARS = "| zone | hours | besides | from | to | open |"
WEEKS = "| zone | hours | besides | from | to | business week |"
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Row = tuple[str, ...]


def rows(header: str) -> list[Row]:
    """The rows of every table with that header."""
    found: list[Row] = []
    lines = BOOK.splitlines()
    for index, line in enumerate(lines):
        if line == header:
            for row in lines[index + 2 :]:
                if not row.startswith("|"):
                    break
                found.append(tuple(cell.strip() for cell in row.strip("|").split("|")))
    return found


def bought(cell: str) -> Portfolio:
    """The portfolio that a cell describes: its contracts, the newest first."""
    held = [contract(part, key) for key, part in enumerate(cell.split(" // "))]
    return replace(held[0], besides=tuple(held[1:]), units=sum(each.units for each in held))


def contract(cell: str, key: int) -> Portfolio:
    """What one contract holds; sold in AMER unless the cell begins with a region."""
    region, _, packages = cell.partition(": ")
    sold_in, cell = (region, packages) if packages else ("AMER", cell)
    lines, units, regions = [], 0, frozenset[str]()
    for part in cell.split(", "):
        if part.endswith(" units"):
            units = int(part.split()[0])
        elif part.startswith("regions "):
            regions = frozenset(part.split()[1:])
        else:
            lines.append(entitlement(part))
    agreed = Contract(sold_in, STARTS_ON, ENDS_ON, regions, key=key)
    return Portfolio(agreed, tuple(lines), DEFAULT_PACKAGES, units)


def entitlement(part: str) -> Entitlement:
    """A package code, with its own term in brackets where it has one."""
    code, _, term = part.rstrip(")").partition("(")
    starts_on, _, ends_on = term.partition("..")
    assert code in DEFAULT_PACKAGES
    return Entitlement(
        code,
        date.fromisoformat(starts_on) if term else STARTS_ON,
        date.fromisoformat(ends_on) if term else ENDS_ON,
    )


def asked(at: str, cell: str) -> Request:
    """The request that a cell describes."""
    words = [] if cell == "-" else cell.split()
    kinds = [Kind(word) for word in words if word in set(Kind)]
    lifecycles = [Lifecycle(word) for word in words if word in set(Lifecycle)]
    return Request(
        utc(at),
        words[words.index("from") + 1] if "from" in words else "AMER",
        lifecycles[0] if lifecycles else Lifecycle.SUPPORTED,
        licensed="unlicensed" not in words,
        kind=kinds[0] if kinds else Kind.BREAK_FIX,
        severity=int(words[words.index("severity") + 1]) if "severity" in words else 3,
        window=window(at, words[words.index("window") + 1]) if "window" in words else None,
        emergency_confirmed="confirmed" in words,
    )


def window(at: str, times: str) -> Span:
    """A booking on the day of the request."""
    starts_at, ends_at = (utc(f"{at[:10]} {time}") for time in times.split("-"))
    return Span(starts_at, ends_at)


def said(decision: Decision) -> tuple[str, str, str]:
    """The answer's cells."""
    boundary = decision.until or decision.opens_at
    answer = f"{decision.outcome} {decision.package or '-'} {decision.region}"
    return answer, f"{boundary:%Y-%m-%d %H:%M}" if boundary else "-", codes(decision)[-1]


def calendar(zone: str, hours: str, besides: str) -> Calendar:
    """The calendar that three cells describe."""
    week: list[Shifts] = [()] * 7
    days, shift = hours.split()
    first, _, last = days.partition("-")
    for day in range(DAYS.index(first), DAYS.index(last or first) + 1):
        week[day] = (minutes(shift),)
    parts = [part.split() for part in besides.split("; ")]
    dated = {kind: [part[1:] for part in parts if part[0] == kind] for kind in ("holiday", "hours", "closure")}
    return Calendar(
        zone,
        tuple(week),
        frozenset(date.fromisoformat(day) for (day,) in dated["holiday"]),
        tuple((date.fromisoformat(day), *minutes(shift)) for day, shift in dated["closure"]),
        (),
        tuple((date.fromisoformat(day), (minutes(shift),)) for day, shift in dated["hours"]),
    )


def minutes(shift: str) -> tuple[int, int]:
    """`08:00-17:00` in minutes."""
    opens, closes = (int(time[:2]) * 60 + int(time[3:]) for time in shift.split("-"))
    return opens, closes


def stretches(spans: list[Span]) -> str:
    """Spans as a cell writes them."""
    return "; ".join(f"{span.starts_at:%m-%d %H:%M} to {span.ends_at:%m-%d %H:%M}" for span in spans) or "-"


def midnight(day: str) -> datetime:
    """The first instant of a UTC day."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


@pytest.mark.parametrize("row", rows(DECISIONS), ids=" / ".join)
def test_a_row_of_decisions_is_what_the_engine_decides(row: Row) -> None:
    at, portfolio, request, *answer = row
    assert said(decide(asked(at, request), bought(portfolio), REGIONS)) == tuple(answer)


@pytest.mark.parametrize("row", rows(CALENDARS), ids=" / ".join)
def test_a_row_of_open_hours_is_what_the_engine_opens(row: Row) -> None:
    *cells, start, end, answer = row
    assert stretches(calendar(*cells).spans(midnight(start), midnight(end))) == answer


@pytest.mark.parametrize("row", rows(WEEKS), ids=" / ".join)
def test_a_row_of_business_weeks_is_what_the_engine_opens(row: Row) -> None:
    *cells, start, end, answer = row
    assert stretches(calendar(*cells).week_spans(midnight(start), midnight(end))) == answer


def test_the_book_has_every_rule_in_order_with_its_source() -> None:
    chapters = re.split(r"^## ", BOOK, flags=re.MULTILINE)[1:]
    rules = [chapter for chapter in chapters if re.match(r"R\d", chapter)]
    assert [chapter.split()[0] for chapter in rules] == [f"R{number}" for number in range(1, 18)]
    assert all("> **Source:**" in chapter for chapter in rules)


def test_every_decision_that_the_book_names_is_on_record() -> None:
    named = re.findall(r"\]\((decisions/[^)]+)\)", BOOK)
    assert named
    assert [path for path in named if not (Path(__file__).parents[3] / "docs" / path).exists()] == []
