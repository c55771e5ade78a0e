"""Pure rules of the catalogue."""

from datetime import date
from enum import StrEnum


class Lifecycle(StrEnum):
    """Where a product version stands on a day (R8)."""

    SUPPORTED = "supported"
    SUNSET = "sunset"
    EOL = "eol"


def lifecycle(*, sunset_on: date | None, eol_on: date | None, on: date) -> Lifecycle:
    """The state on the local day `on`; it changes at the start of the day named."""
    if eol_on is not None and on >= eol_on:
        return Lifecycle.EOL
    if sunset_on is not None and on >= sunset_on:
        return Lifecycle.SUNSET
    return Lifecycle.SUPPORTED


def clock(minute: int) -> str:
    """A minute of the day as people write it: 0 is 00:00, 1440 is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute(text: str) -> int:
    """The minute of the day that `text` ("06:30", "24:00") names.

    Raises:
        ValueError: if `text` is not a time of day.
    """
    hours, separator, minutes = text.strip().partition(":")
    if not (separator and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2 and len(hours) <= 2):  # noqa: PLR2004
        raise ValueError(text)
    value = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or value > 1440:  # noqa: PLR2004 - the clock's own numbers
        raise ValueError(text)
    return value
