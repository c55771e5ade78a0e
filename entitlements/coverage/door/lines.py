"""Answering lines: every line gets one answer, whatever is in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from math import nan

from entitlements.coverage.door.fields import BadInputError, Field
from entitlements.coverage.door.operations import OPERATIONS


def answer_lines(lines: Iterable[bytes]) -> Iterator[tuple[str, bool]]:
    """The JSON answer of each line that is not blank, and whether it is an answer rather than an error."""
    for line in lines:
        if line.strip():
            answer = _answer(line)
            yield _line(answer), "error" not in answer


def _answer(line: bytes) -> dict[str, object]:
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_constant=_no_number, parse_int=_whole)
    except (ValueError, RecursionError):
        return {"id": None, "error": "line: must be JSON"}
    if not isinstance(found, dict):
        return {"id": None, "error": "line: must be an object"}
    return {"id": found.get("id")} | _operate(Field("", found))


def _operate(line: Field) -> dict[str, object]:
    try:
        op = line.get("op")
        operation = OPERATIONS.get(op.text())
        if operation is None:
            raise op.bad(f"must be one of {', '.join(OPERATIONS)}")
        return operation(line)
    except BadInputError as error:
        return {"error": str(error)}
    except (ArithmeticError, LookupError, ValueError) as error:
        return {"error": f"op: cannot be computed ({error})"}


def _line(answer: dict[str, object]) -> str:
    """The answer in JSON; an identity that JSON cannot write is answered with null."""
    try:
        return json.dumps(answer, allow_nan=False)
    except (ValueError, RecursionError):
        return json.dumps(answer | {"id": None})


def _whole(digits: str) -> float:
    """A whole number; one with more digits than Python reads is boundless, which most fields refuse."""
    try:
        return int(digits)
    except ValueError:
        return float(digits)


def _no_number(_constant: str) -> float:
    """NaN and the infinities, which are not JSON: a number that the field they stand in refuses."""
    return nan
