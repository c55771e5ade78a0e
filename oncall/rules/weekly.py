"""When something of every week was due last, and how an address is shown. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def last_weekly(zone: str, weekday: int, minute: int, at: datetime) -> datetime:
    """The last instant, `at` included, at which it was `minute` of the local day on `weekday` (Monday is 0).

    A time that the clock skips is that much later; a repeated one counts the first time.
    """
    days = (at.astimezone(ZoneInfo(zone)).weekday() - weekday) % 7
    found = _on(zone, days, minute, at)
    return found if found <= at else _on(zone, days + 7, minute, at)


def _on(zone: str, days: int, minute: int, at: datetime) -> datetime:
    """That minute of the local day `days` before `at`, in UTC."""
    place = ZoneInfo(zone)
    day = at.astimezone(place).date() - timedelta(days=days)
    return datetime.combine(day, time(minute // 60, minute % 60), place).astimezone(UTC)


def masked(address: str) -> str:
    """An address as it is shown: enough to know it by, too little to use it."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}\N{HORIZONTAL ELLIPSIS}@{host}"
    if address.startswith("+"):
        return f"{address[:3]}\N{HORIZONTAL ELLIPSIS}{address[-3:]}"
    return address
