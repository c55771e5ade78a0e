"""Covered time as JSON: what a promise is counted by, so that its instants can be computed again at any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from json import dumps
from typing import Any

from entitlements import coverage
from entitlements.portfolio._assessment import Assessment

Targets = Mapping[tuple[str, int, str], int]
"""Minutes of covered time by package code, severity and milestone."""


@dataclass(frozen=True)
class Cover:
    """What a ticket is promised: its covered time, and what the packages that cover it promise.

    `calendars` are those of the regions whose hours decide when it is covered, by code.
    """

    pins: tuple[coverage.Pin, ...]
    calendars: Mapping[str, coverage.Calendar]
    targets: Targets

    @cached_property
    def versions(self) -> dict[str, str]:
        """The version of each calendar by region code."""
        return {code: self.calendars[code].version for code in sorted(self.calendars)}

    @cached_property
    def key(self) -> str:
        """The same for equal covers, and for no others."""
        parts = [dump_pins(self.pins), self.versions, dump_targets(self.targets)]
        return sha256(dumps(parts, sort_keys=True).encode()).hexdigest()

    @cached_property
    def timeline(self) -> coverage.Timeline:
        """Who covers when."""
        return coverage.pinned_timeline(self.pins, self.calendars)

    @cached_property
    def track(self) -> coverage.Track:
        """When it is covered, to be counted fast."""
        return coverage.compiled(self.timeline)

    def under(self, calendars: Mapping[str, coverage.Calendar]) -> Cover:
        """The same grants and targets under those of `calendars` that count for them; its own where none is given."""
        return cover(self.pins, {**self.calendars, **calendars}, self.targets)

    def promising(self, targets: Targets) -> Cover:
        """The same covered time with those of `targets` that its packages promise."""
        return cover(self.pins, self.calendars, targets)


def cover(pins: Sequence[coverage.Pin], calendars: Mapping[str, coverage.Calendar], targets: Targets) -> Cover:
    """A cover with as many of `calendars` and `targets` as its grants need."""
    regions = {pin.region for pin in pins if pin.needs_calendar}
    packages = {pin.package for pin in pins}
    return Cover(
        tuple(pins),
        {code: calendars[code] for code in sorted(regions) if code in calendars},
        {key: targets[key] for key in sorted(targets) if key[0] in packages},
    )


def cover_of(assessment: Assessment) -> Cover:
    """What an assessment found."""
    return cover(coverage.pins_of(assessment.timeline), assessment.calendars, assessment.targets)


def dump_targets(targets: Targets) -> list[list[Any]]:
    """Targets as plain JSON values: package, severity, milestone, minutes."""
    return [[*key, targets[key]] for key in sorted(targets)]


def load_targets(stored: Sequence[Sequence[Any]]) -> Targets:
    """The targets that `dump_targets` wrote."""
    return {(package, severity, milestone): minutes for package, severity, milestone, minutes in stored}


def dump_pins(pins: Sequence[coverage.Pin]) -> list[dict[str, Any]]:
    """The grants as plain JSON values; terms in microseconds since 1970."""
    return [
        {
            "package": pin.package,
            "region": pin.region,
            "window": pin.window.value,
            "where": pin.where.value,
            "covers_holidays": pin.covers_holidays,
            "terms": [list(pair) for pair in pin.terms],
        }
        for pin in pins
    ]


def load_pins(stored: Sequence[Mapping[str, Any]]) -> tuple[coverage.Pin, ...]:
    """The grants that `dump_pins` wrote."""
    return tuple(
        coverage.Pin(
            package=each["package"],
            region=each["region"],
            window=coverage.Window(each["window"]),
            where=coverage.Where(each["where"]),
            covers_holidays=each["covers_holidays"],
            terms=tuple((start, end) for start, end in each["terms"]),
        )
        for each in stored
    )


def dump_calendar(calendar: coverage.Calendar) -> dict[str, Any]:
    """A region's calendar as plain JSON values; days as ISO 8601, times in minutes of the local day."""
    return {
        "zone": calendar.zone,
        "hours": [[list(shift) for shift in day] for day in calendar.hours],
        "holidays": [day.isoformat() for day in sorted(calendar.holidays)],
        "closures": [[day.isoformat(), start, end] for day, start, end in calendar.closures],
        "openings": [[day.isoformat(), [list(shift) for shift in shifts]] for day, shifts in calendar.openings],
        "first_weekday": calendar.first_weekday,
    }


def load_calendar(stored: Mapping[str, Any]) -> coverage.Calendar:
    """The calendar that `dump_calendar` wrote."""
    return coverage.Calendar(
        zone=stored["zone"],
        hours=tuple(tuple((opens, closes) for opens, closes in day) for day in stored["hours"]),
        holidays=frozenset(date.fromisoformat(day) for day in stored["holidays"]),
        closures=tuple((date.fromisoformat(day), start, end) for day, start, end in stored["closures"]),
        openings=tuple(
            (date.fromisoformat(day), tuple((opens, closes) for opens, closes in shifts))
            for day, shifts in stored["openings"]
        ),
        first_weekday=stored["first_weekday"],
    )
