"""Which month a statement of time units is of."""

from datetime import datetime, tzinfo


def month(text: str, at: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The month that `text` names as 2026-06, else that of `at`: from its first local midnight up to the next one's."""
    try:
        named = datetime.strptime(text, "%Y-%m").replace(tzinfo=zone)
    except ValueError:
        named = at.astimezone(zone)
    try:
        first = datetime(named.year, named.month, 1, tzinfo=zone)
        return first, following(first)
    except (ValueError, OverflowError):
        first = at.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return first, following(first)


def following(first: datetime) -> datetime:
    """The first midnight of the month after the one that begins at `first`."""
    years, month_before = divmod(first.month, 12)
    return first.replace(year=first.year + years, month=month_before + 1)
