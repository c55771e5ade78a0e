"""Pure rules of maintenance windows (R9): what may be booked, what of it units pay for, and what a change costs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from entitlements.coverage import Span

QUARTER = timedelta(minutes=15)
AHEAD = timedelta(days=365)
"""How far ahead a window may start."""
REMINDED = (timedelta(hours=24), timedelta(hours=1))
"""How long before its start customer and engineer are reminded."""
SETTLED_AFTER = timedelta(hours=24)
"""How long after its end a window that nobody ended is settled by what was logged."""


@dataclass(frozen=True, slots=True)
class WindowTerms:
    """How a type of window is booked: its notice, until when it is free to change, and how long it is."""

    notice: timedelta
    free_until: timedelta
    least: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True)
class FrozenDays:
    """Days on which nothing is booked, both ends included."""

    name: str
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class WindowProblem:
    """Why a window cannot be booked: a stable code, and what its sentence names."""

    code: str
    facts: Mapping[str, str | int | date | datetime | timedelta] = field(default_factory=dict)


def window_problem(window: Span, terms: WindowTerms, at: datetime) -> WindowProblem | None:
    """What is wrong with the times themselves when the window is asked for at `at`."""
    length = window.ends_at - window.starts_at
    if (window.starts_at - datetime(1970, 1, 1, tzinfo=UTC)) % QUARTER or length % QUARTER:
        return WindowProblem("off_the_quarter")
    if not terms.least <= length <= terms.most:
        return WindowProblem("odd_length", {"least": terms.least, "most": terms.most})
    if window.starts_at < at + terms.notice:
        return WindowProblem("too_little_notice", {"notice": terms.notice})
    if window.starts_at > at + AHEAD:
        return WindowProblem("too_far_ahead")
    return None


def days_of(window: Span, zone: tzinfo) -> list[date]:
    """The local days that the window touches."""
    first = window.starts_at.astimezone(zone).date()
    last = (window.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def frozen_by(days: Sequence[date], freezes: Iterable[FrozenDays]) -> WindowProblem | None:
    """The freeze that one of `days` lies in."""
    for freeze in freezes:
        if freeze.first_on <= days[-1] and days[0] <= freeze.last_on:
            return WindowProblem("frozen", {"name": freeze.name, "last_on": freeze.last_on})
    return None


def holiday_of(days: Iterable[date], holidays: Mapping[date, str]) -> WindowProblem | None:
    """The holiday that one of `days` is."""
    for day in days:
        if day in holidays:
            return WindowProblem("holiday", {"name": holidays[day], "on": day})
    return None


def covered_minutes(window: Span, spans: Iterable[Span]) -> int:
    """How many whole minutes of the window lie in `spans`, which do not overlap."""
    parts = (min(span.ends_at, window.ends_at) - max(span.starts_at, window.starts_at) for span in spans)
    return sum((part for part in parts if part > timedelta()), timedelta()) // timedelta(minutes=1)


def first_gap(window: Span, spans: Iterable[Span]) -> datetime | None:
    """The first instant of the window that none of `spans`, in order, covers; None where they cover all of it."""
    covered_until = window.starts_at
    for span in spans:
        if span.starts_at > covered_until:
            break
        covered_until = max(covered_until, span.ends_at)
    return None if covered_until >= window.ends_at else covered_until


def payable_minutes(worked: int, covered: int) -> int:
    """The minutes that units pay for: what is covered without them is used first (R9)."""
    return max(0, worked - covered)


def starts_between(since: datetime, until: datetime, step: timedelta) -> Iterator[datetime]:
    """The whole steps of the UTC clock in [since, until)."""
    origin = datetime(1970, 1, 1, tzinfo=UTC)
    start = origin - ((origin - since) // step) * step
    while start < until:
        yield start
        start += step


def is_free_to_change(starts_at: datetime, terms: WindowTerms, at: datetime) -> bool:
    """Whether a window may be moved, or cancelled without cost, at `at`."""
    return at < starts_at - terms.free_until


def next_due(starts_at: datetime, ends_at: datetime, *, is_started: bool, after: datetime) -> datetime:
    """When the portal next does something for a live window after `after`: reminds, opens it, or settles it."""
    if is_started:
        return ends_at + SETTLED_AFTER
    return next((starts_at - before for before in REMINDED if starts_at - before > after), starts_at)
