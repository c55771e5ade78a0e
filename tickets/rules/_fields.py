"""What tickets answer to the fields of their product, and what is read of what people type: minutes and tags."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

LONGEST_ANSWER = 500
"""The length of an answer to a field, in characters."""
LONGEST_TAG = 40
MAX_TAGS = 20
"""Tags of one ticket."""
A_DAY = 24 * 60
"""The most minutes that one time entry holds."""

_NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,10})?")
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
_HOURS = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*h(?:ours?)?(?:\s*(\d{1,2})\s*(?:m(?:in(?:utes?)?)?)?)?")
_MINUTES = re.compile(r"(\d{1,4})\s*(?:m(?:in(?:utes?)?)?)?")


class FieldKind(StrEnum):
    """What an answer looks like."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


class BadAnswer(ValueError):  # noqa: N818 - it reads as what it is
    """An answer that its field cannot take: `code` is `not_a_number`, `not_a_date`, `not_in_list` or `too_long`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_answer(kind: str, text: str, options: Sequence[str] = ()) -> str:
    """The answer as it is stored: numbers without idle zeros, days in ISO form; nothing for nothing.

    Raises:
        BadAnswer: when the text is no answer of that kind.
    """
    said = text.strip()
    if len(said) > LONGEST_ANSWER:
        raise BadAnswer("too_long")
    if not said or kind == FieldKind.TEXT:
        return said
    if kind == FieldKind.NUMBER:
        return _number(said)
    if kind == FieldKind.DATE:
        return _day(said)
    if said not in (("yes", "no") if kind == FieldKind.YES_NO else options):
        raise BadAnswer("not_in_list")
    return said


def read_minutes(text: str) -> int | None:
    """Minutes as people type them: "90", "1:30", "1h 30", "1.5 h", "45 min"; None for what is no time."""
    said = text.strip().lower().replace(",", ".")
    if clock := _CLOCK.fullmatch(said):
        return int(clock[1]) * 60 + int(clock[2])
    if hours := _HOURS.fullmatch(said):
        return round(Decimal(hours[1]) * 60) + int(hours[2] or 0)
    return int(minutes[1]) if (minutes := _MINUTES.fullmatch(said)) else None


def tag_name(text: str) -> str:
    """The tag that a word means: lower case, hyphens for spaces; empty where no letter a-z or digit is in it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_TAG].strip("-")


def _number(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise BadAnswer("not_a_number")
    try:
        number = Decimal(text)
    except InvalidOperation as refusal:
        raise BadAnswer("not_a_number") from refusal
    return f"{number.normalize():f}" if number else "0"


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as refusal:
        raise BadAnswer("not_a_date") from refusal
