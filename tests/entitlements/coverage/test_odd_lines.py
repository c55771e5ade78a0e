"""Lines that no careful program writes: each is answered, and an error names the field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from entitlements.coverage.door.lines import answer_lines

WEEK = '"zone": "UTC", "hours": {"mon": [["08:00", "17:00"]]}'
NINE = '"at": "2026-06-08T09:00:00Z"'
OPEN = f'{{"id": 1, "op": "is_open", {WEEK}, {NINE}}}'
DIGITS = "9" * 5000
GOLD = {"package": "gold", "starts_on": "2026-01-05", "ends_on": None}
ASKED: dict[str, Any] = {
    "op": "decide",
    "at": "2026-06-13T10:00:00Z",
    "regions": {"AMER": {"zone": "America/Los_Angeles"}},
    "contract": {"sold_in": "AMER", "starts_on": "2026-01-05", "ends_on": None, "status": "active"},
    "entitlements": [GOLD, GOLD | {"package": "emergency-after-hours"}],
    "request": {"lifecycle": "supported", "licensed": True, "kind": "emergency", "severity": 1},
}


def answered(*lines: bytes) -> list[dict[str, Any]]:
    """The answers of lines."""
    return [json.loads(answer) for answer, _ in answer_lines(lines)]


def asked(**changed: object) -> bytes:
    """A decision with some fields changed."""
    return json.dumps(ASKED | changed).encode()


@pytest.mark.parametrize(
    "line",
    [OPEN.encode(), OPEN.encode() + b"\r\n", b"\xef\xbb\xbf" + OPEN.encode(), OPEN.replace(", ", ",\r").encode()],
)
def test_a_mark_of_the_encoding_and_the_line_ends_of_other_systems_are_read(line: bytes) -> None:
    assert answered(line) == [{"id": 1, "open": True}]


def test_no_line_and_blank_lines_have_no_answer() -> None:
    assert answered() == answered(b"\n", b" \t\r\n") == []


@pytest.mark.parametrize("line", [b"\x00", b'{"id": "\xff"}', '{"id": 1}'.encode("utf-16"), b"{}{}", b"{'id': 1}"])
def test_what_is_not_json_is_an_error_of_the_line(line: bytes) -> None:
    assert answered(line) == [{"id": None, "error": "line: must be JSON"}]


def test_of_a_key_given_twice_the_last_one_holds() -> None:
    assert answered(OPEN.replace("{", '{"id": 0, "op": "add", ', 1).encode()) == [{"id": 1, "open": True}]


def test_a_closure_of_no_length_closes_nothing() -> None:
    nine = "2026-06-08T09:00:00Z"
    assert answered(OPEN.replace(NINE, f'{NINE}, "closed": [["{nine}", "{nine}"]]').encode()) == [
        {"id": 1, "open": True}
    ]


def test_an_identity_that_cannot_be_written_is_null() -> None:
    for identity in ("NaN", "1e999", DIGITS):
        assert answered(OPEN.replace('"id": 1', f'"id": {identity}').encode()) == [{"id": None, "open": True}]


@pytest.mark.parametrize("seconds", ["1e308", "-1e308", "1e999", DIGITS, f"-{DIGITS}"])
def test_more_time_than_there_is_has_no_end(seconds: str) -> None:
    line = f'{{"id": 1, "op": "add", {WEEK}, {NINE}, "seconds": {seconds}}}'
    assert answered(line.encode()) == [{"id": 1, "at": None}]


@pytest.mark.parametrize("seconds", ["-0", "-0.0", "1e-400", "0.0000001"])
def test_no_time_ends_where_it_begins(seconds: str) -> None:
    line = f'{{"id": 1, "op": "add", {WEEK}, {NINE}, "seconds": {seconds}}}'
    assert answered(line.encode()) == [{"id": 1, "at": "2026-06-08T09:00:00Z"}]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("op", "DECIDE"),
        ("op", None),
        ("at", "2026-06-13T10:00:00+00:00"),
        ("at", "2026-06-13T10:00:00X"),
        ("at", "2026-06-13T10:00:00ZZ"),
        ("at", "0000-01-01T00:00:00Z"),
        ("at", "2026-06-13T10:00:60Z"),
        ("units", True),
        ("units", "8"),
        ("units", -1),
        ("units", 8.5),
        ("contract", []),
        ("entitlements", {}),
        ("regions", None),
        ("request", "gold"),
        ("packages", None),
    ],
)
def test_an_error_names_the_field_that_is_odd(field: str, value: object) -> None:
    (found,) = answered(asked(**{field: value}))
    assert found["error"].startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("severity", "1"),
        ("severity", 1.0),
        ("severity", 0),
        ("severity", 5),
        ("licensed", 1),
        ("kind", "Emergency"),
        ("lifecycle", None),
        ("window", "2026-06-13"),
        ("window", ["2026-06-13T12:00:00Z", "2026-06-13T08:00:00Z"]),
        ("emergency_confirmed", "yes"),
        ("channel", 7),
        ("contact_region", ["AMER"]),
    ],
)
def test_an_error_names_the_field_of_the_request_that_is_odd(field: str, value: object) -> None:
    (found,) = answered(asked(request=ASKED["request"] | {field: value}))
    assert found["error"].startswith(f"request.{field}: ")


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("pages_at_severity", [0], "pages_at_severity[0]"),
        ("eligible_severities", [1, 5], "eligible_severities[1]"),
        ("minimum_units", -1, "minimum_units"),
        ("covers_holidays", "no", "covers_holidays"),
        ("needs", "gold", "needs"),
        ("window", "weekly", "window"),
    ],
)
def test_an_error_names_the_field_of_the_package_that_is_odd(field: str, value: object, named: str) -> None:
    (found,) = answered(asked(packages={"gold": {field: value}}))
    assert found["error"].startswith(f"packages.gold.{named}: ")


def test_a_balance_of_any_size_pays() -> None:
    (rich,) = answered(asked(units=10**30))
    assert rich["would_cover"] == [{"change": "confirm_emergency", "units": 1}]
    (boundless,) = answered(asked(units=7).replace(b'"units": 7', b'"units": ' + DIGITS.encode()))
    assert boundless["error"].startswith("units: ")


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"])
def test_the_ends_of_the_calendar_are_decided(at: str) -> None:
    (found,) = answered(asked(at=at))
    assert found["reasons"]
    assert "error" not in found


def test_a_term_that_ends_before_it_starts_covers_nothing() -> None:
    (found,) = answered(asked(entitlements=[GOLD | {"ends_on": "2025-01-01"}]))
    assert found["outcome"] == "not_covered"


def test_a_line_of_any_length_and_depth_is_answered() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    (long, nested) = answered(
        json.dumps({"id": "x" * 1_000_000, "op": "no"}).encode(), f'{{"id": 1, "x": {deep}}}'.encode()
    )
    assert long["error"].startswith("op: ")
    assert nested["error"].startswith("line: ")
