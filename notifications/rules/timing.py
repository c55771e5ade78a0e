"""Quiet hours and digests on somebody's own wall clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

MINUTE = timedelta(minutes=1)
DAY = 24 * 60


class Rhythm(StrEnum):
    """How often a digest is written."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which somebody gets no mails: [starts, ends) in minutes of the day, on the wall clock of `zone`.

    They begin on each of `weekdays` (Monday is 0) and run over midnight where they end before they start. Start and
    end differ, so that each day has a minute in which mails go out.
    """

    starts: int
    ends: int
    weekdays: frozenset[int]
    zone: tzinfo


def is_quiet(quiet: Quiet, at: datetime) -> bool:
    """Whether `at` lies in the quiet hours, by the wall clock at that very instant, as in business hours (R4)."""
    wall = at.astimezone(quiet.zone)
    minute, today = wall.hour * 60 + wall.minute, wall.weekday()
    runs_over = quiet.ends < quiet.starts
    if today in quiet.weekdays and quiet.starts <= minute and (runs_over or minute < quiet.ends):
        return True
    return runs_over and (today - 1) % 7 in quiet.weekdays and minute < quiet.ends


def quiet_until(quiet: Quiet, at: datetime) -> datetime:
    """The first instant from `at` on that is not quiet, in UTC; `at` itself outside the quiet hours.

    It looks at each minute, so a change of the clock inside the hours makes them longer or shorter and moves no end.
    """
    if not is_quiet(quiet, at):
        return at
    instant = at.astimezone(UTC).replace(second=0, microsecond=0)
    while is_quiet(quiet, instant):
        instant += MINUTE
    return instant


def next_digest(rhythm: Rhythm, *, weekday: int, hour: int, zone: tzinfo, after: datetime) -> datetime:
    """The first instant after `after` at which a digest is written: at `hour` each day, or on `weekday` each week.

    An hour that the clock skips is taken an hour later, one that it repeats the first time.
    """
    today = after.astimezone(zone).date()
    for days in range(9):
        day = today + timedelta(days=days)
        instant = datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
        if instant > after and (rhythm is Rhythm.DAILY or day.weekday() == weekday):
            return instant
    raise AssertionError("Nine days hold every weekday.")
