"""`python -m entitlements.coverage`: every case of `cases.jsonl` through a process of its own.

A case says why, what is asked, and the answer that was derived by hand from the rules. A decision's answer names the
keys that matter: `last` is the code of the last reason, `reasons` all codes, `error` the field that an error names.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CASES: list[dict[str, Any]] = [json.loads(line) for line in (HERE / "cases.jsonl").read_text().splitlines()]


def through_the_door(lines: bytes, zone: str = "UTC") -> tuple[list[dict[str, Any]], int]:
    """The answers and the exit status."""
    run = subprocess.run(
        [sys.executable, "-m", "entitlements.coverage"],
        input=lines,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"TZ": zone},
        check=False,
    )
    assert run.stderr == b""
    return [json.loads(line) for line in run.stdout.splitlines()], run.returncode


def asked(cases: list[dict[str, Any]]) -> bytes:
    """The questions as JSON Lines."""
    return "".join(json.dumps(case["ask"]) + "\n" for case in cases).encode()


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    """The answer of every case, by its identity."""
    found, status = through_the_door(asked(CASES))
    assert status == 1
    assert [answer["id"] for answer in found] == [case["ask"]["id"] for case in CASES]
    return {answer["id"]: answer for answer in found}


@pytest.mark.parametrize("case", CASES, ids=[f"{case['ask']['id']}: {case['why']}" for case in CASES])
def test_a_case_is_answered_as_derived_by_hand(case: dict[str, Any], answers: dict[str, dict[str, Any]]) -> None:
    found = answers[case["ask"]["id"]]
    if "error" in case["answer"]:
        assert found["error"].split(": ")[0] == case["answer"]["error"]
    elif case["ask"]["op"] != "decide":
        assert found == {"id": case["ask"]["id"]} | case["answer"]
    else:
        assert {key: seen(found, key) for key in case["answer"]} == case["answer"]


def seen(found: dict[str, Any], key: str) -> object:
    """What an answer has under a key of a case."""
    codes = [reason["code"] for reason in found["reasons"]]
    return {"last": codes[-1], "reasons": codes}.get(key, found.get(key))


def test_the_answers_do_not_depend_on_the_zone_of_the_process() -> None:
    found = [through_the_door(asked(CASES), zone)[0] for zone in ("UTC", "Pacific/Apia")]
    assert found[0] == found[1]


def test_good_input_alone_ends_with_status_zero() -> None:
    good = [case for case in CASES if "error" not in case["answer"]]
    assert through_the_door(asked(good))[1] == 0


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (b"nope", "line"),
        (b"[1]", "line"),
        (b"null", "line"),
        (b'{"id": 1', "line"),
        (b"\xff\xfe", "line"),
        (b"[" * 100_000, "line"),
        (b'{"op": "add", "zone": "UTC", "at": "2026-06-08T09:00:00Z", "seconds": NaN}', "seconds"),
        (b'{"op": "add", "zone": "UTC", "at": "2026-06-08T09:00:00Z", "seconds": -Infinity}', "seconds"),
    ],
)
def test_what_is_no_question_gets_an_error_and_the_run_goes_on(line: bytes, named: str) -> None:
    good = asked([case for case in CASES if case["ask"].get("op") == "is_open"][:1])
    found, status = through_the_door(line + b"\n\n" + good)
    assert status == 1
    assert found[0]["id"] is None
    assert found[0]["error"].split(":")[0] == named
    assert found[1]["open"] is False


def test_any_identity_comes_back() -> None:
    case = CASES[0]["ask"]
    for identity in (7, None, "ü", [1, {"a": 2}]):
        found, _ = through_the_door(json.dumps(case | {"id": identity}).encode())
        assert found[0]["id"] == identity


def test_the_examples_of_the_manual_are_what_the_door_answers() -> None:
    manual = (ROOT / "docs" / "coverage-cli.md").read_text()
    blocks = re.findall(r"```json\n(.*?)```", manual, re.DOTALL)
    assert len(blocks) == 4
    for questions, answers in zip(blocks[::2], blocks[1::2], strict=True):
        found, _ = through_the_door(questions.encode())
        assert found == [json.loads(line) for line in answers.splitlines()]


def test_a_reader_that_leaves_early_ends_the_run_quietly() -> None:
    command = f"{sys.executable} -m entitlements.coverage | head -n 1"
    good = asked([case for case in CASES if "error" not in case["answer"]] * 20)
    shell = ["/bin/sh", "-c", command]
    run = subprocess.run(shell, input=good, capture_output=True, cwd=ROOT, check=False)  # noqa: S603 - our own command
    assert run.stderr == b""
    assert len(run.stdout.splitlines()) == 1
