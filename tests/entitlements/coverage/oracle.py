"""The definitions of R4 and R5 read aloud, minute by minute; slow, obvious, and sharing no code with the engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
Shifts = tuple[tuple[int, int], ...]
Run = tuple[datetime, datetime]


@dataclass(frozen=True)
class Oracle:
    """A calendar as its definition has it; hours in minutes, seven weekdays, Monday first."""

    zone: str
    hours: tuple[Shifts, ...]
    holidays: frozenset[date] = frozenset()
    closures: tuple[tuple[date, int, int], ...] = ()
    closed: tuple[Run, ...] = ()
    openings: dict[date, Shifts] = field(default_factory=dict)
    first_weekday: int = 0

    def is_open(self, at: datetime) -> bool:
        """Whether the wall clock reads an open time."""
        if any(start <= at < end for start, end in self.closed):
            return False
        wall = at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        if any(self._holds(day, (start, end), wall) for day, start, end in self.closures):
            return False
        return self._is_inside_own_hours(wall) or self._is_inside_tail(wall)

    def runs(self, start: datetime, minutes: int) -> list[Run]:
        """The open stretches of that many minutes from `start`."""
        instants = [start + index * MINUTE for index in range(minutes)]
        return joined(at for at in instants if self.is_open(at))

    def week_runs(self, start: datetime, end: datetime) -> list[Run]:
        """The business weeks from `start` to `end`: per week the hull of its business days' shifts, holidays out."""
        first = start - 9 * DAY
        instants = [first + index * MINUTE for index in range(int((end - start + 18 * DAY) / MINUTE))]
        walls = {at: at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) for at in instants}
        weeks: dict[date, list[datetime]] = {}
        for at, wall in walls.items():
            for week in self._weeks_open(wall):
                weeks.setdefault(week, []).append(at)
        hulls = [(min(found), max(found)) for found in weeks.values()]
        inside = (at for at in instants if any(low <= at <= high for low, high in hulls))
        return joined(at for at in inside if start <= at < end and walls[at].date() not in self.holidays)

    def _is_inside_own_hours(self, wall: datetime) -> bool:
        day = wall.date()
        if day in self.holidays and day not in self.openings:
            return False
        return any(self._holds(day, shift, wall) for shift in self._shifts(day))

    def _is_inside_tail(self, wall: datetime) -> bool:
        before = wall.date() - DAY
        if wall.date() in self.holidays:
            return False
        return any(self._holds(before, shift, wall) for shift in self._shifts(before))

    def _shifts(self, day: date) -> Shifts:
        return self.openings.get(day, self.hours[day.weekday()])

    def _weeks_open(self, wall: datetime) -> Iterable[date]:
        for day in (wall.date(), wall.date() - DAY):
            if day not in self.holidays and any(self._holds(day, shift, wall) for shift in self.hours[day.weekday()]):
                yield day - DAY * ((day.weekday() - self.first_weekday) % 7)

    @staticmethod
    def _holds(day: date, shift: tuple[int, int], wall: datetime) -> bool:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall time
        opens, closes = shift
        if closes <= opens:
            closes += 1440
        return midnight + opens * MINUTE <= wall < midnight + closes * MINUTE


def joined(minutes: Iterable[datetime]) -> list[Run]:
    """Minutes in order as stretches."""
    out: list[Run] = []
    for at in minutes:
        if out and out[-1][1] == at:
            out[-1] = (out[-1][0], at + MINUTE)
        else:
            out.append((at, at + MINUTE))
    return out


def clock_changes(zone: str, year: int) -> Sequence[datetime]:
    """The days of a year on which the zone's offset changes, by looking at each."""
    info, start = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    days = [start + index * DAY for index in range(366)]
    offsets = [day.astimezone(info).utcoffset() for day in days]
    return [days[index - 1] for index in range(1, len(days)) if offsets[index] != offsets[index - 1]]
