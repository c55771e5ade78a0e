"""Arithmetic over stretches of open time that are compiled a UTC year at a time.

A search looks at one year after the other and gives up ten years from where it began, so every answer is found in
bounded time; inside a year it bisects.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import accumulate

from entitlements.coverage.algebra import Pair, merged
from entitlements.coverage.instants import (
    LATEST,
    MOST_SECONDS,
    SECOND,
    horizon_after,
    horizon_before,
    instant,
    micros,
    year_start,
)
from entitlements.coverage.values import Span


class Block:
    """The open stretches of one UTC year, with the open time before each."""

    __slots__ = ("ends", "first", "last", "starts", "sums")

    def __init__(self, year: int, pairs: Sequence[Pair]) -> None:
        self.first, self.last = year_start(year), year_start(year + 1)
        self.starts = [start for start, _ in pairs]
        self.ends = [end for _, end in pairs]
        self.sums = [0, *accumulate(end - start for start, end in pairs)]

    def elapsed(self, at: int) -> int:
        """The open time of the year up to `at`, which lies in it or at its end."""
        index = bisect_right(self.starts, at)
        if index == 0:
            return 0
        return self.sums[index - 1] + min(at, self.ends[index - 1]) - self.starts[index - 1]


class Track:
    """Open time as a function of the year, with the questions that can be asked of it.

    All instants are aware; answers are UTC. None means that there is none within ten years.
    """

    __slots__ = ("_block",)

    def __init__(self, block: Callable[[int], Block]) -> None:
        self._block = block

    def pairs(self, year: int) -> list[Pair]:
        """The open stretches of a UTC year, in microseconds since 1970."""
        block = self._block(year)
        return list(zip(block.starts, block.ends, strict=True))

    def is_open(self, at: datetime) -> bool:
        """Whether `at` is open."""
        at = _utc(at)
        block, point = self._block(at.year), micros(at)
        index = bisect_right(block.starts, point) - 1
        return index >= 0 and point < block.ends[index]

    def next_open(self, at: datetime) -> datetime | None:
        """The first open instant at or after `at`."""
        at = _utc(at)
        point, limit = micros(at), horizon_after(at)
        for year in range(at.year, limit.year + 1):
            block = self._block(year)
            index = bisect_right(block.ends, point)
            if index < len(block.ends):
                return _up_to(max(point, block.starts[index]), limit)
        return None

    def next_close(self, at: datetime) -> datetime | None:
        """The first closed instant at or after `at`."""
        at = _utc(at)
        point, limit = micros(at), horizon_after(at)
        for year in range(at.year, limit.year + 1):
            block = self._block(year)
            index = bisect_right(block.starts, point) - 1
            if index < 0 or point >= block.ends[index]:
                return _up_to(point, limit)
            point = block.ends[index]
            if point < block.last:
                return _up_to(point, limit)
        return None

    def prev_close(self, at: datetime) -> datetime | None:
        """The latest instant at or before `at` that is open just before it."""
        at = _utc(at)
        point, limit = micros(at), horizon_before(at)
        for year in range(at.year, limit.year - 1, -1):
            block = self._block(year)
            index = bisect_left(block.starts, point) - 1
            if index >= 0:
                return _down_to(min(point, block.ends[index]), limit)
        return None

    def add(self, at: datetime, seconds: float) -> datetime | None:
        """The earliest instant by which that much open time has passed since `at`.

        Zero answers `at`; landing on a close answers that close. A negative number is the mirror image: the latest
        instant since which that much open time has passed until `at`.
        """
        if not abs(seconds) <= MOST_SECONDS:
            return None
        count = round(seconds * SECOND)
        if count > 0:
            return self._forward(_utc(at), count)
        return self._backward(_utc(at), -count) if count else at

    def between(self, start: datetime, end: datetime) -> float:
        """The seconds of open time from `start` to `end`, negative when `end` is before `start`."""
        return self._measure(_utc(start), _utc(end)) / SECOND

    def spans(self, start: datetime, end: datetime) -> list[Span]:
        """The open stretches clipped to the range, adjacent ones merged."""
        start, end = _utc(start), _utc(end)
        first, last = micros(start), micros(end)
        if last <= first:
            return []
        pairs: list[Pair] = []
        for year in range(start.year, end.year + 1):
            block = self._block(year)
            low, high = bisect_right(block.ends, first), bisect_left(block.starts, last)
            pairs.extend(zip(block.starts[low:high], block.ends[low:high], strict=True))
        return [Span(instant(max(opens, first)), instant(min(closes, last))) for opens, closes in merged(pairs)]

    def _forward(self, at: datetime, count: int) -> datetime | None:
        point, year = micros(at), at.year
        block = self._block(year)
        target = block.elapsed(point) + count
        if target > block.sums[-1]:
            return self._forward_beyond(at, target - block.sums[-1])
        index = bisect_left(block.sums, target) - 1
        point = block.starts[index] + target - block.sums[index]
        return instant(point) if point < LATEST else None

    def _forward_beyond(self, at: datetime, rest: int) -> datetime | None:
        limit = horizon_after(at)
        for year in range(at.year + 1, limit.year + 1):
            block = self._block(year)
            if rest <= block.sums[-1]:
                index = bisect_left(block.sums, rest) - 1
                return _up_to(block.starts[index] + rest - block.sums[index], limit)
            rest -= block.sums[-1]
        return None

    def _backward(self, at: datetime, count: int) -> datetime | None:
        limit, point = horizon_before(at), micros(at)
        for year in range(at.year, limit.year - 1, -1):
            block = self._block(year)
            target = block.elapsed(point) - count
            if target >= 0:
                index = bisect_right(block.sums, target) - 1
                return _down_to(block.starts[index] + target - block.sums[index], limit)
            count, point = -target, block.first
        return None

    def _measure(self, start: datetime, end: datetime) -> int:
        if end < start:
            return -self._measure(end, start)
        first, last = self._block(start.year), self._block(end.year)
        whole = sum(self._block(year).sums[-1] for year in range(start.year, end.year))
        return whole - first.elapsed(micros(start)) + last.elapsed(micros(end))


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def _up_to(point: int, limit: datetime) -> datetime | None:
    return instant(point) if point <= micros(limit) else None


def _down_to(point: int, limit: datetime) -> datetime | None:
    return instant(point) if point >= micros(limit) else None
