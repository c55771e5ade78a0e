"""Pure rules of the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

DAY = 24 * 60
"""Minutes of a day on the wall clock."""
HOLIDAYS_END_SOON = 60
"""Days before the end of a holiday list from which its region is warned about."""
PROPOSED_AHEAD = 400
"""Days before the end of a holiday list from which what is published after it is proposed."""
GAPS_AHEAD = 366
"""Days ahead in which hours that the clock skips are looked for."""


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


ENDS_SOON = 90
"""Days before the end of support from which customers are warned on their pages."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A version leaves standard support: it reaches `change` on the day `on`, in `days` days, negative once it has."""

    change: Lifecycle
    on: date
    days: int

    @property
    def is_over(self) -> bool:
        """Whether the day has come."""
        return self.days <= 0

    @property
    def days_ago(self) -> int:
        """How long ago it was."""
        return -self.days


def ending(*, sunset_on: date | None, eol_on: date | None, on: date, ahead: int = ENDS_SOON) -> Ending | None:
    """What a customer must know on the day `on` about the support of a version (R8); None when it ends later, or never.

    Standard support ends with the earlier of the two days. Of a version past its sunset the end of life is told when
    it is at most `ahead` days away, or over.
    """
    days = ((sunset_on, False), (eol_on, True))
    known = [(day, is_eol) for day, is_eol in days if day is not None and (day - on).days <= ahead]
    coming = [(day, not is_eol) for day, is_eol in known if day > on]
    if coming:
        day, is_eol = min(coming)[0], not min(coming)[1]
    elif known:
        day, is_eol = max(known)
    else:
        return None
    return Ending(Lifecycle.EOL if is_eol else Lifecycle.SUNSET, day, (day - on).days)


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


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that does not hold: a stable code and the parameters that its wording needs."""

    code: str
    parameters: Mapping[str, str | int | date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """One weekly interval in minutes of the local day; an end at or before its start runs into the next day."""

    weekday: int
    opens: int
    closes: int

    @property
    def length(self) -> int:
        """Minutes from opening to closing, as the wall clock counts them."""
        return self.closes - self.opens if self.closes > self.opens else self.closes + DAY - self.opens

    def __str__(self) -> str:
        return f"{clock(self.opens)}-{clock(self.closes)}"


def overlapping_hours(week: Iterable[Hours]) -> list[Violation]:
    """A violation for each interval that begins before another one of the same week has ended."""
    ordered = sorted(week)
    followers = ordered[1:] + ordered[:1]
    return [
        Violation("hours_overlap", {"weekday": later.weekday, "first": str(earlier), "second": str(later)})
        for earlier, later in zip(ordered, followers, strict=True)
        if earlier is not later and _minutes_between(earlier, later) < earlier.length
    ]


def _minutes_between(earlier: Hours, later: Hours) -> int:
    return ((later.weekday - earlier.weekday) * DAY + later.opens - earlier.opens) % (7 * DAY)


def calendar_warnings(*, has_hours: bool, last_holiday_on: date | None, on: date) -> list[Violation]:
    """What an administrator should look at: a region that never opens, a holiday list that ends soon.

    `has_hours` counts weekly hours and extra openings from the day `on` alike.
    """
    found = [] if has_hours else [Violation("never_opens")]
    if last_holiday_on is None:
        return [*found, Violation("no_holidays")]
    days = (last_holiday_on - on).days
    if days < 0:
        return [*found, Violation("holidays_ended", {"last": last_holiday_on})]
    if days <= HOLIDAYS_END_SOON:
        return [*found, Violation("holidays_end_soon", {"last": last_holiday_on, "days": days})]
    return found


def skipped_hours(
    week: Iterable[Hours], openings: Mapping[date, Iterable[Hours]], *, zone: tzinfo, on: date
) -> list[Violation]:
    """Hours that begin or end at a time which the clock skips on a day of the year from `on`: they are shorter there.

    `openings` are the hours of single dates, which replace the weekly ones.
    """
    week = list(week)
    found = []
    for day in (on + timedelta(days=ahead) for ahead in range(GAPS_AHEAD)):
        gap = skipped_minutes(day, zone)
        if gap is None:
            continue
        hours = openings.get(day) or [each for each in week if each.weekday == day.weekday()]
        skipped: dict[str, str | int | date] = {"on": day, "from": clock(gap[0]), "to": clock(gap[1])}
        found += [Violation("hours_skipped", {"hours": str(each), **skipped}) for each in hours if _touches(each, gap)]
    return found


def skipped_minutes(day: date, zone: tzinfo) -> tuple[int, int] | None:
    """The minutes [first, end) of the local `day` that its clock never shows; None on nearly every day."""
    midnight = datetime.combine(day, time.min)
    next_midnight = midnight + timedelta(days=1)
    if zone.utcoffset(midnight) == zone.utcoffset(next_midnight):
        return None
    missing = [minute for minute in range(DAY) if _is_skipped(midnight + timedelta(minutes=minute), zone)]
    return (missing[0], missing[-1] + 1) if missing else None


def _is_skipped(wall: datetime, zone: tzinfo) -> bool:
    shown = (wall - (zone.utcoffset(wall) or timedelta())).replace(tzinfo=zone)
    return zone.fromutc(shown).replace(tzinfo=None) != wall


def _touches(hours: Hours, gap: tuple[int, int]) -> bool:
    first, end = gap
    return first <= hours.opens < end or first < hours.closes < end


@dataclass(frozen=True, slots=True)
class HolidayDifference:
    """How a region's holidays of a year differ from a published list; names by day."""

    added: Mapping[date, str]
    renamed: Mapping[date, str]
    only_here: Mapping[date, str]

    def __bool__(self) -> bool:
        return bool(self.added or self.renamed or self.only_here)

    @property
    def entries(self) -> frozenset[tuple[str, date, str]]:
        """Each single difference: what kind it is, its day and the name."""
        kinds = {"added": self.added, "renamed": self.renamed, "only_here": self.only_here}
        return frozenset((kind, day, name) for kind, days in kinds.items() for day, name in days.items())

    def since(self, on: date) -> "HolidayDifference":
        """The difference without the days before `on`."""
        return HolidayDifference(
            *(
                {day: name for day, name in days.items() if day >= on}
                for days in (self.added, self.renamed, self.only_here)
            )
        )


def holiday_difference(*, ours: Mapping[date, str], published: Mapping[date, str]) -> HolidayDifference:
    """What a published list adds to ours, names otherwise, and does not know."""
    return HolidayDifference(
        added={day: name for day, name in published.items() if day not in ours},
        renamed={day: name for day, name in published.items() if day in ours and ours[day] != name},
        only_here={day: name for day, name in ours.items() if day not in published},
    )


def years_to_propose(*, last_holiday_on: date | None, on: date) -> range:
    """The years whose published holidays a list that ends soon may lack; none while it reaches far enough."""
    horizon = on + timedelta(days=PROPOSED_AHEAD)
    if last_holiday_on is not None and last_holiday_on > horizon:
        return range(0)
    return range(on.year, horizon.year + 1)


@dataclass(frozen=True, slots=True)
class DeskValue:
    """A desk as far as routing is concerned; without products it takes what no other desk of its region takes."""

    id: int
    region: str
    products: frozenset[int] = field(default_factory=frozenset)


def route(region_code: str | None, product_id: int | None, desks: Sequence[DeskValue]) -> int | None:
    """The desk of the region that works the product.

    A desk that names the product comes before one that names none; the older one first. None without a desk there.
    """
    there = sorted((desk for desk in desks if desk.region == region_code), key=lambda desk: desk.id)
    named = [desk for desk in there if product_id in desk.products]
    general = [desk for desk in there if not desk.products]
    return next((desk.id for desk in [*named, *general]), None)
