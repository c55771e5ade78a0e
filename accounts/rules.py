"""Who may make an account, which roles an organization must keep, and when an agent is at work. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from catalog.rules import Hours

INVITATION_LASTS = timedelta(days=14)
"""How long the link of an invitation is good."""
PACE = timedelta(hours=1)
"""Over how long it is counted what one person may send."""
PIN_DIGITS = 6
PIN_TRIES = 5
"""So many wrong tries of a phone PIN lock it."""
PIN_REST = timedelta(minutes=15)
"""How long a locked phone PIN answers nobody."""
VIEW_LASTS = timedelta(minutes=30)
"""How long an agent looks at the portal as a contact sees it."""
CLOSED, DOMAIN, OPEN = "closed", "domain", "open"
MANAGER, MEMBER = "manager", "member"


def domain_of(address: str) -> str:
    """What stands behind the last @ of an e-mail address, in lower case; empty without an @."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def may_sign_up(mode: str, address: str, known_domains: Collection[str]) -> bool:
    """Whether the sign-up policy `mode` lets the owner of `address` make an account."""
    if mode == OPEN:
        return True
    return mode == DOMAIN and domain_of(address) in known_domains


def leaves_no_manager(contact: int, managers: Collection[int], roles_after: Collection[str]) -> bool:
    """Whether an organization with these `managers` has none once `contact` holds only `roles_after`.

    An organization that has no manager to begin with loses none.
    """
    return MANAGER not in roles_after and set(managers) == {contact}


def after_wrong_pin(failures: int, at: datetime) -> tuple[int, datetime | None]:
    """How many wrong tries count after one more, and until when the PIN is locked; a lock begins counting anew."""
    return (0, at + PIN_REST) if failures + 1 >= PIN_TRIES else (failures + 1, None)


def view_is_over(started_at: datetime, at: datetime) -> bool:
    """Whether a view of the portal as a contact that began at `started_at` has lasted its time at `at`."""
    return at >= started_at + VIEW_LASTS


@dataclass(frozen=True, slots=True)
class Schedule:
    """When somebody works: weekly `hours` on the wall clock of `zone`, not on `days_off`, not in an absence.

    An absence is [start, end); without an end it lasts until further notice.
    """

    zone: tzinfo
    hours: tuple[Hours, ...]
    days_off: frozenset[date] = frozenset()
    absences: tuple[tuple[datetime, datetime | None], ...] = ()


def is_at_work(schedule: Schedule, at: datetime) -> bool:
    """Whether somebody with that schedule is at work at `at`.

    Asked of the wall clock at that very instant, so a change of the clock moves nobody's hours. A day off is off from
    midnight to midnight; the tail of a shift that began on it stays on the next day, as in a region (R4).
    """
    wall = at.astimezone(schedule.zone)
    if wall.date() in schedule.days_off or is_away(schedule, at):
        return False
    minute = wall.hour * 60 + wall.minute
    return any(_is_within(hours, wall.weekday(), minute) for hours in schedule.hours)


def is_away(schedule: Schedule, at: datetime) -> bool:
    """Whether an absence has begun and not ended at `at`."""
    return any(starts <= at and (ends is None or at < ends) for starts, ends in schedule.absences)


def _is_within(hours: Hours, weekday: int, minute: int) -> bool:
    """Whether a minute of a weekday lies in the interval, or in its tail of the day after."""
    runs_over = hours.closes <= hours.opens
    if weekday == hours.weekday:
        return hours.opens <= minute and (runs_over or minute < hours.closes)
    return runs_over and weekday == (hours.weekday + 1) % 7 and minute < hours.closes


class Until(StrEnum):
    """For how long somebody is away who says so in one click."""

    AN_HOUR = "hour"
    TOMORROW = "tomorrow"
    MONDAY = "monday"
    FURTHER_NOTICE = "notice"


def away_until(until: Until, at: datetime, zone: tzinfo) -> datetime | None:
    """The instant at which an absence from `at` ends: tomorrow and Monday begin at midnight in `zone`."""
    if until is Until.FURTHER_NOTICE:
        return None
    if until is Until.AN_HOUR:
        return at + timedelta(hours=1)
    today = at.astimezone(zone).date()
    days = 1 if until is Until.TOMORROW else 7 - today.weekday()
    return datetime.combine(today + timedelta(days=days), time.min, tzinfo=zone).astimezone(UTC)
