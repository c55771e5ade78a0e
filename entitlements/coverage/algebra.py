"""The algebra of half-open stretches: union, intersection and difference.

`Span` is for callers; inside the engine a stretch is a pair of whole microseconds. Every answer is sorted, has no
empty stretch, and no two of its stretches overlap or touch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from entitlements.coverage.instants import instant, micros
from entitlements.coverage.values import Span

Pair = tuple[int, int]


def merged(pairs: Iterable[Pair]) -> list[Pair]:
    """The union of `pairs`, in whatever order they come."""
    out: list[Pair] = []
    for start, end in sorted(pairs):
        if end <= start:
            continue
        if out and start <= out[-1][1]:
            if end > out[-1][1]:
                out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def common(left: Sequence[Pair], right: Sequence[Pair]) -> list[Pair]:
    """What two merged lists share."""
    out: list[Pair] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            out.append((start, end))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return out


def without(pairs: Sequence[Pair], cuts: Sequence[Pair]) -> list[Pair]:
    """What is left of a merged list when the merged `cuts` are taken out."""
    if not cuts:
        return list(pairs)
    out: list[Pair] = []
    first = 0
    for pair in pairs:
        start, end = pair
        while first < len(cuts) and cuts[first][1] <= start:
            first += 1
        at = first
        while at < len(cuts) and cuts[at][0] < end:
            if cuts[at][0] > start:
                out.append((start, cuts[at][0]))
            start = max(start, cuts[at][1])
            at += 1
        if start < end:
            out.append((start, end))
    return out


def union(*lists: Iterable[Span]) -> list[Span]:
    """The instants that lie in any of the lists."""
    return _spans(merged(_pair(span) for spans in lists for span in spans))


def intersection(left: Iterable[Span], right: Iterable[Span]) -> list[Span]:
    """The instants that lie in both lists."""
    return _spans(common(merged(map(_pair, left)), merged(map(_pair, right))))


def difference(left: Iterable[Span], right: Iterable[Span]) -> list[Span]:
    """The instants of `left` that do not lie in `right`."""
    return _spans(without(merged(map(_pair, left)), merged(map(_pair, right))))


def _pair(span: Span) -> Pair:
    return micros(span.starts_at), micros(span.ends_at)


def _spans(pairs: Iterable[Pair]) -> list[Span]:
    return [Span(instant(start), instant(end)) for start, end in pairs]
