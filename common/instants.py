"""Instants as addresses and forms carry them."""

from datetime import UTC, datetime, tzinfo

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""No instant of a ticket or a contract lies outside; near the ends of the calendar its arithmetic overflows."""


def read(text: str, zone: tzinfo | None = None) -> datetime:
    """The instant in UTC that the ISO 8601 `text` names; without an offset it is wall time in `zone`.

    Raises:
        ValueError: when it names none, or one outside the years that are reckoned with.
    """
    at = datetime.fromisoformat(text)
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(text)
    if at.tzinfo is None:
        if zone is None:
            raise ValueError(text)
        at = at.replace(tzinfo=zone)
    return at.astimezone(UTC)
