"""Coverage debt: hours that were sold after hours while nobody is on call. Pure arithmetic over spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from entitlements.coverage.algebra import difference, intersection, union
from entitlements.coverage.values import Span


def debt(sold: Iterable[Span], manned: Iterable[Span]) -> list[Span]:
    """What was sold and nobody is on call for, in order and without an overlap; either may overlap itself."""
    return difference(sold, manned)


def arisen(before: Iterable[Span], after: Iterable[Span], start: datetime, known_until: datetime) -> list[Span]:
    """The debt of `after` that `before` did not hold, of what both looked at: from `start` to `known_until`.

    What lies beyond came into sight with the days: no change made it.
    """
    if start >= known_until:
        return []
    return intersection(difference(after, before), [Span(start, known_until)])


def ahead(spans: Iterable[Span], start: datetime) -> list[Span]:
    """What of the spans is not over at `start`, clipped to it."""
    return [Span(max(each.starts_at, start), each.ends_at) for each in spans if each.ends_at > start]


def holes(unmanned: Iterable[Span], owed: Sequence[Span]) -> list[tuple[Span, list[Span]]]:
    """The stretches in which nobody is on call and something is owed, each with what is owed in it."""
    found = [(hole, intersection([hole], owed)) for hole in union(unmanned)]
    return [(hole, inside) for hole, inside in found if inside]


def seconds(spans: Iterable[Span]) -> int:
    """How long the spans last together; they do not overlap."""
    return sum(int((each.ends_at - each.starts_at).total_seconds()) for each in spans)


def hours(seconds: int) -> str:
    """So many seconds as hours, to a quarter: "63", "1.5", "0.25"."""
    return f"{round(seconds / 900) / 4:g}"
