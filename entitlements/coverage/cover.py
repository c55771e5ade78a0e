"""The coverage of a ticket: the union over its lines of (window, term, needs in force), as one timeline.

Where lines overlap the first in rank covers: the contact's own region in business hours, the sold-in region in business
hours, a subscription after hours (Business Day before Everyday), a booked window, an emergency.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from entitlements.coverage.algebra import Pair, common, merged, without
from entitlements.coverage.calendar import Calendar, without_holidays
from entitlements.coverage.instants import DAY, MOST_SECONDS, SECOND, horizon_after, horizon_before, instant, micros
from entitlements.coverage.lines import FOREVER, Line, lines_for, within
from entitlements.coverage.track import Track
from entitlements.coverage.values import CoveredSpan, Kind, Mode, Portfolio, Request, Window

_MODES: Final = {
    Window.BUSINESS_HOURS: Mode.BUSINESS,
    Window.BUSINESS_WEEK: Mode.AFTER_HOURS,
    Window.ALWAYS: Mode.AFTER_HOURS,
    Window.BOOKED: Mode.MAINTENANCE,
    Window.UNCOVERED: Mode.EMERGENCY,
}

_LOOK_BACK: Final = 8 * DAY
_SUBSCRIPTIONS: Final = frozenset({Window.BUSINESS_WEEK, Window.ALWAYS})


@dataclass(frozen=True, slots=True)
class Grant:
    """A line that covers this ticket: in its terms, while its track is open (None is always)."""

    line: Line
    terms: tuple[Pair, ...]
    track: Track | None

    @property
    def mode(self) -> Mode:
        """How a ticket is worked while this grant covers it."""
        return _MODES[self.line.package.window]

    @property
    def contract(self) -> int | None:
        """The key of the contract that it stands on."""
        return self.line.contract.key if self.line.contract else None

    def covers(self, at: datetime) -> bool:
        """Whether it covers `at`."""
        return within(self.terms, micros(at)) and (self.track is None or self.track.is_open(at))

    def next_open(self, at: datetime) -> datetime | None:
        """The first instant at or after `at` that it covers."""
        point = micros(at)
        for start, end in self.terms:
            if end <= point:
                continue
            begin = instant(max(start, point))
            opens = begin if self.track is None else self.track.next_open(begin)
            if opens is not None and micros(opens) < end:
                return opens
        return None

    def next_close(self, at: datetime) -> datetime | None:
        """The first instant after a covered `at` that it does not cover."""
        point = micros(at)
        end = next(end for start, end in self.terms if start <= point < end)
        closes = None if self.track is None else self.track.next_close(at)
        if closes is not None and micros(closes) < end:
            return closes
        return None if end == FOREVER else instant(end)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The covered time of a ticket. Its spans never overlap; each names package, region and mode."""

    grants: tuple[Grant, ...]

    def grant_at(self, at: datetime) -> Grant | None:
        """What covers `at`."""
        return next((grant for grant in self.grants if grant.covers(at)), None)

    def opening(self, at: datetime) -> tuple[datetime, Grant] | None:
        """The first covered instant at or after `at`, and what covers it."""
        best: tuple[datetime, Grant] | None = None
        for grant in self.grants:
            opens = grant.next_open(at)
            if opens is not None and (best is None or opens < best[0]):
                best = opens, grant
        return best

    def change(self, at: datetime, grant: Grant) -> datetime | None:
        """When `grant`, which covers `at`, next gives way to another or to none; None when not within ten years."""
        ends = [grant.next_close(at)]
        for winner in self.grants:
            if winner is grant:
                break
            ends.append(winner.next_open(at))
        return min((end for end in ends if end is not None), default=None)

    def until(self, at: datetime, grant: Grant) -> datetime | None:
        """When package or region next change from `grant`, which covers `at`; None when not within ten years.

        Another contract that goes on with the same is no boundary (R3).
        """
        end = self.change(at, grant)
        while end is not None and (then := self.grant_at(end)) is not None and _is_same(then.line, grant.line):
            end = self.change(end, then)
        return end

    def spans(self, start: datetime, end: datetime) -> list[CoveredSpan]:
        """The covered spans from `start` to `end`, in order, clipped to that range."""
        return list(self._walk(start, end))

    def between(self, start: datetime, end: datetime) -> float:
        """The seconds of covered time from `start` to `end`, negative when `end` is before `start`."""
        if end < start:
            return -self.between(end, start)
        return sum((span.ends_at - span.starts_at for span in self._walk(start, end)), timedelta()).total_seconds()

    def add(self, at: datetime, seconds: float) -> datetime | None:
        """The earliest instant by which `seconds` of covered time have passed since `at`; `at` itself for none.

        A negative number is the mirror image: the latest instant since which that much covered time has passed until
        `at`. None when there is not that much covered time within ten years.
        """
        if not abs(seconds) <= MOST_SECONDS:
            return None
        count = round(seconds * SECOND)
        if count > 0:
            return self._forward(at, count)
        return self._backward(at, -count) if count else at

    def _forward(self, at: datetime, rest: int) -> datetime | None:
        for span in self._walk(at, horizon_after(at)):
            length = micros(span.ends_at) - micros(span.starts_at)
            if rest <= length:
                return instant(micros(span.starts_at) + rest)
            rest -= length
        return None

    def _backward(self, at: datetime, rest: int) -> datetime | None:
        """Spans are found forwards only, so this looks at stretches before `at`, each as long as all after it."""
        limit, end, length = micros(horizon_before(at)), micros(at), _LOOK_BACK
        while end > limit:
            start = max(end - length, limit)
            for span in reversed(self.spans(instant(start), instant(end))):
                found = micros(span.ends_at) - rest
                if found >= micros(span.starts_at):
                    return instant(found)
                rest = micros(span.starts_at) - found
            end, length = start, 2 * length
        return None

    def _walk(self, at: datetime, end: datetime) -> Iterator[CoveredSpan]:
        while at < end:
            opening = self.opening(at)
            if opening is None or opening[0] >= end:
                return
            starts_at, grant = opening
            at = min(self.change(starts_at, grant) or end, end)
            yield CoveredSpan(
                starts_at, at, grant.line.package.code, grant.line.region, grant.mode, contract=grant.contract
            )


def _is_same(line: Line, other: Line) -> bool:
    return (line.package.code, line.region) == (other.package.code, other.region)


def timeline(request: Request, portfolio: Portfolio, calendars: Mapping[str, Calendar]) -> Timeline:
    """The covered time of a ticket: what `decide` answers at every instant, `request.at` apart."""
    return timeline_of(lines_for(request, portfolio, calendars), request, portfolio, calendars)


def timeline_of(
    lines: tuple[Line, ...], request: Request, portfolio: Portfolio, calendars: Mapping[str, Calendar]
) -> Timeline:
    """The timeline of lines that are known already."""
    grants = []
    for line in lines:
        if admits(line, request) and is_paid(line, request, portfolio.units):
            grant = granted(line, lines, request, calendars)
            if grant is not None and grant.terms:
                grants.append(grant)
    return Timeline(tuple(grants))


def admits(line: Line, request: Request) -> bool:
    """Whether the line is meant for this ticket: license, version (R8), kind (R9, R14) and severity (R10)."""
    package = line.package
    if not request.licensed or request.lifecycle not in package.lifecycles:
        return False
    if request.kind is Kind.QUESTION and (not package.covers_questions or package.window is Window.UNCOVERED):
        return False
    if package.window is Window.UNCOVERED:
        return request.severity in package.eligible_severities
    return package.window is not Window.BOOKED or (request.kind is Kind.MAINTENANCE and request.window is not None)


def is_paid(line: Line, request: Request, units: int) -> bool:
    """Whether nothing is left to pay or to confirm (R11); subscriptions are paid."""
    package = line.package
    if package.window is Window.UNCOVERED:
        return request.emergency_confirmed and units >= package.minimum_units
    return package.window is not Window.BOOKED or units >= package.minimum_units


def granted(line: Line, lines: tuple[Line, ...], request: Request, calendars: Mapping[str, Calendar]) -> Grant | None:
    """The line as a grant, paid or not; None when its region has no calendar and its window needs one."""
    package = line.package
    if package.window is Window.BOOKED and request.window is not None:
        booked = (micros(request.window.starts_at), micros(request.window.ends_at))
        return Grant(line, tuple(common(line.force, [booked])), None)
    if package.window is Window.UNCOVERED:
        return Grant(line, tuple(_offered(line, lines, request)), None)
    if package.window not in {Window.BUSINESS_HOURS, Window.BUSINESS_WEEK}:
        return Grant(line, line.force, None)
    calendar = calendar_for(line, calendars)
    if calendar is None:
        return None
    is_week = package.window is Window.BUSINESS_WEEK
    return Grant(line, line.force, calendar.week_time if is_week else calendar.open_time)


def calendar_for(line: Line, calendars: Mapping[str, Calendar]) -> Calendar | None:
    """The calendar that the line's window is read from: without holidays where its package covers them (R5)."""
    calendar = calendars.get(line.region)
    if calendar is None or not line.package.covers_holidays:
        return calendar
    return without_holidays(calendar)


def _offered(line: Line, lines: tuple[Line, ...], request: Request) -> list[Pair]:
    """When an emergency is offered: where its package says so, not to one with a subscription or booking (R10)."""
    if line.package.offered_to_subscribers:
        return list(line.force)
    if request.kind is Kind.MAINTENANCE and request.window is not None:
        return []
    subscribed = [pair for other in lines if other.package.window in _SUBSCRIPTIONS for pair in other.force]
    return without(line.force, merged(subscribed))
