"""The coverage strip as values: days of one zone, with what covers each stretch of them.

Pure: standard library only, no clock. Spans are half-open instants in UTC; a day is as long as it really is, so a
23-hour or 25-hour day keeps its width and its fractions stay true.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

NORMAL_DAY = 24 * 60
"""Minutes of a day on which no clock changes."""
_NO_HOLIDAYS: Mapping[date, str] = MappingProxyType({})
_TICK_HOURS = (6, 12, 18)


class Kind(StrEnum):
    """How a stretch is drawn; what no stretch covers is a gap."""

    BUSINESS = "business"
    AFTER_HOURS = "after-hours"
    BOOKED = "booked"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class StripSpan:
    """Covered instants, as they come from the engine. `ends_at` None means open."""

    starts_at: datetime
    ends_at: datetime | None
    kind: Kind
    entitlement: str
    desk: str = ""


@dataclass(frozen=True)
class StripMark:
    """A promise drawn on the strip: when, and what it is called."""

    at: datetime
    label: str


@dataclass(frozen=True)
class StripPoint:
    """A mark's place on its day, as a fraction, and its local time."""

    place: float
    label: str
    local: str

    @property
    def x(self) -> str:
        """The place as SVG wants it."""
        return percent(self.place)


@dataclass(frozen=True)
class StripSegment:
    """One stretch of one day; `start` and `end` are fractions of the day, `opens` and `closes` its wall times."""

    start: float
    end: float
    kind: Kind
    entitlement: str
    desk: str
    opens: str
    closes: str

    @property
    def x(self) -> str:
        """Where the stretch begins, as SVG wants it."""
        return percent(self.start)

    @property
    def width(self) -> str:
        """How wide the stretch is, as SVG wants it."""
        return percent(self.end - self.start)


@dataclass(frozen=True)
class StripDay:
    """One local day. `clock_change` is how many minutes the clock goes forward (back: negative), else 0."""

    on: date
    today: bool
    minutes: int
    segments: tuple[StripSegment, ...]
    holiday: str | None = None
    now: float | None = None
    marks: tuple[StripPoint, ...] = ()
    ticks: tuple[str, ...] = ()

    @property
    def clock_change(self) -> int:
        """Minutes by which the clock moves on this day."""
        return NORMAL_DAY - self.minutes

    @property
    def now_x(self) -> str | None:
        """Where now is, as SVG wants it, if it is on this day."""
        return None if self.now is None else percent(self.now)


@dataclass(frozen=True)
class Strip:
    """Days in a row, read in `zone`. `key` tells two strips of one page apart."""

    zone: str
    days: tuple[StripDay, ...]
    key: str = "strip"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that appear, in the order of the legend."""
        used = {segment.kind for day in self.days for segment in day.segments}
        return tuple(kind for kind in Kind if kind in used)

    @property
    def current(self) -> StripSegment | None:
        """The stretch that covers now; None when nothing does. Where stretches overlap, the last one drawn."""
        for day in self.days:
            covering = [s for s in day.segments if day.now is not None and s.start <= day.now < s.end]
            if covering:
                return covering[-1]
        return None


def percent(fraction: float) -> str:
    """Say a fraction as an SVG percentage: 0.25 is `25%`."""
    return f"{100 * fraction:.3f}".rstrip("0").rstrip(".") + "%"


@dataclass(frozen=True)
class _LocalDay:
    """A day of a zone between its two midnights, in UTC."""

    on: date
    zone: ZoneInfo

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.on, time.min, self.zone).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.on + timedelta(days=1), time.min, self.zone).astimezone(UTC)

    def place(self, at: datetime) -> float:
        return (at - self.starts_at) / max(self.ends_at - self.starts_at, timedelta(minutes=1))

    def local(self, at: datetime) -> str:
        return "24:00" if at == self.ends_at else f"{at.astimezone(self.zone):%H:%M}"

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at

    def ticks(self) -> tuple[str, ...]:
        hours = (datetime.combine(self.on, time(hour), self.zone).astimezone(UTC) for hour in _TICK_HOURS)
        return tuple(percent(self.place(at)) for at in hours)

    def clip(self, span: StripSpan) -> StripSegment | None:
        starts_at = max(span.starts_at, self.starts_at)
        ends_at = self.ends_at if span.ends_at is None else min(span.ends_at, self.ends_at)
        if starts_at >= ends_at:
            return None
        return StripSegment(
            start=self.place(starts_at),
            end=self.place(ends_at),
            kind=span.kind,
            entitlement=span.entitlement,
            desk=span.desk,
            opens=self.local(starts_at),
            closes=self.local(ends_at),
        )


def lay_out(
    spans: Sequence[StripSpan],
    *,
    zone: ZoneInfo,
    first_day: date,
    days: int,
    now: datetime,
    holidays: Mapping[date, str] = _NO_HOLIDAYS,
    marks: Iterable[StripMark] = (),
    key: str = "strip",
) -> Strip:
    """Lay spans over `days` local days of `zone`, from `first_day` on.

    Args:
        spans: covered stretches in UTC, in drawing order: a later one is drawn over an earlier one.
        zone: the reader's zone; every day and wall time is of it.
        first_day: the first local day.
        days: how many days.
        now: the instant of the now-line, in UTC; it is drawn only if it falls on one of the days.
        holidays: the name of the holiday of a day, for those that have one.
        marks: promises to draw.
        key: an identifier, unique on the page.
    """
    kept = tuple(marks)
    local_days = (_LocalDay(first_day + timedelta(days=offset), zone) for offset in range(days))
    laid = tuple(_day(day, spans, now=now, holiday=holidays.get(day.on), marks=kept) for day in local_days)
    return Strip(zone=zone.key, days=laid, key=key)


def _day(
    day: _LocalDay, spans: Sequence[StripSpan], *, now: datetime, holiday: str | None, marks: tuple[StripMark, ...]
) -> StripDay:
    segments = (day.clip(span) for span in spans)
    return StripDay(
        on=day.on,
        today=day.holds(now),
        minutes=round((day.ends_at - day.starts_at) / timedelta(minutes=1)),
        segments=tuple(segment for segment in segments if segment),
        holiday=holiday,
        now=day.place(now) if day.holds(now) else None,
        marks=tuple(StripPoint(day.place(m.at), m.label, day.local(m.at)) for m in marks if day.holds(m.at)),
        ticks=day.ticks(),
    )
