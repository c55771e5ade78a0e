"""Reading JSON values, each of which knows the path it came from, so that an error names its field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from entitlements.coverage.hours import DAY_MINUTES
from entitlements.coverage.reasons import WEEKDAYS
from entitlements.coverage.values import Span

_CLOCK: Final = re.compile(r"([0-9]{2}):([0-5][0-9])")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(:[0-9]{2})?(\.[0-9]+)?")
_PAIR: Final = 2
_Choice = TypeVar("_Choice", bound=StrEnum)


class BadInputError(ValueError):
    """Input that cannot be read; the message begins with the path of the field."""


@dataclass(frozen=True, slots=True)
class Field:
    """A JSON value and its path. Every reader raises BadInputError for a value of another kind."""

    path: str
    value: object

    def bad(self, wanted: str) -> BadInputError:
        """The error that says what was wanted here."""
        return BadInputError(f"{self.path or 'line'}: {wanted}")

    def get(self, key: str) -> Field:
        """The value under a key that must be there."""
        found = self.maybe(key)
        if found is None:
            raise self.under(key, None).bad("is missing")
        return found

    def maybe(self, key: str) -> Field | None:
        """The value under a key, None when the key is not there."""
        found = self.mapping()
        return self.under(key, found[key]) if key in found else None

    def present(self, key: str) -> Field | None:
        """The value under a key, None when it is null or not there."""
        found = self.maybe(key)
        return None if found is None or found.value is None else found

    def under(self, key: str, value: object) -> Field:
        """A value below this one."""
        return Field(f"{self.path}.{key}" if self.path else key, value)

    def mapping(self) -> dict[str, object]:
        """A JSON object."""
        if not isinstance(self.value, dict):
            raise self.bad("must be an object")
        return self.value

    def entries(self) -> Iterator[tuple[str, Field]]:
        """The keys and values of a JSON object."""
        for key, value in self.mapping().items():
            yield key, self.under(key, value)

    def items(self) -> list[Field]:
        """The members of a JSON list."""
        if not isinstance(self.value, list):
            raise self.bad("must be a list")
        return [Field(f"{self.path}[{index}]", value) for index, value in enumerate(self.value)]

    def pair(self) -> tuple[Field, Field]:
        """The two members of a JSON list of two."""
        members = self.items()
        if len(members) != _PAIR:
            raise self.bad("must be a list of two")
        return members[0], members[1]

    def text(self) -> str:
        """A string."""
        if not isinstance(self.value, str):
            raise self.bad("must be a string")
        return self.value

    def boolean(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.bad("must be true or false")
        return self.value

    def whole(self, low: int, high: int | None = None) -> int:
        """A whole number from `low` to `high`."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int) or value < low or (high is not None and value > high):
            limits = f"from {low} up" if high is None else f"from {low} to {high}"
            raise self.bad(f"must be a whole number {limits}")
        return value

    def number(self) -> float:
        """A number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or self.value != self.value:
            raise self.bad("must be a number")
        return self.value

    def choice(self, kind: type[_Choice]) -> _Choice:
        """A member of an enumeration."""
        known = {member.value: member for member in kind}
        if self.text() not in known:
            raise self.bad(f"must be one of {', '.join(known)}")
        return known[self.text()]

    def instant(self) -> datetime:
        """An instant as ISO-8601 UTC with Z; more than six digits of a fraction are cut."""
        found = self.text()
        match = _TIME.fullmatch(found[:-1])
        if match is None or not found.endswith("Z"):
            raise self.bad("must be an instant like 2026-06-10T14:00:00Z")
        return self._combined(match, match[1], match[2]).replace(tzinfo=UTC)

    def local(self) -> datetime:
        """A wall time like 2026-03-29T01:30:00; 24:00 is the next day's midnight."""
        match = _TIME.fullmatch(self.text())
        if match is None:
            raise self.bad("must be a local time like 2026-03-29T01:30:00")
        if match[2] != "24:00":
            return self._combined(match, match[1], match[2])
        midnight = self._combined(match, match[1], "00:00")
        if midnight.second or midnight.microsecond:
            raise self.bad("must not lie after 24:00")
        return self._next_day(midnight)

    def day(self) -> date:
        """A date."""
        if _DAY.fullmatch(self.text()) is None:
            raise self.bad("must be a date like 2026-06-10")
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            raise self.bad("is no date of the calendar") from None

    def minute(self) -> int:
        """A time of day in minutes, 24:00 included."""
        match = _CLOCK.fullmatch(self.text())
        minute = int(match[1]) * 60 + int(match[2]) if match else DAY_MINUTES + 1
        if minute > DAY_MINUTES:
            raise self.bad("must be a time from 00:00 to 24:00")
        return minute

    def weekday(self) -> int:
        """A weekday, Monday being 0."""
        if self.text() not in WEEKDAYS:
            raise self.bad(f"must be one of {', '.join(WEEKDAYS)}")
        return WEEKDAYS.index(self.text())

    def span(self) -> Span:
        """Two instants, the first not after the second."""
        first, last = self.pair()
        starts_at, ends_at = first.instant(), last.instant()
        if ends_at < starts_at:
            raise self.bad("must not end before it starts")
        return Span(starts_at, ends_at)

    def _combined(self, match: re.Match[str], day: str, clock: str) -> datetime:
        fraction = (match[4] or ".0")[1:7].ljust(6, "0")
        try:
            return datetime.fromisoformat(f"{day}T{clock}{match[3] or ':00'}.{fraction}")
        except ValueError:
            raise self.bad("is no time of the calendar") from None

    def _next_day(self, midnight: datetime) -> datetime:
        try:
            return midnight + timedelta(days=1)
        except OverflowError:
            raise self.bad("lies after the year 9999") from None
