"""Union, intersection and difference are those of the sets of instants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from entitlements.coverage import Span, difference, intersection, union

from .profiles import tried

START = datetime(2026, 6, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def span(start: int, length: int) -> Span:
    """A span in minutes."""
    return Span(START + start * MINUTE, START + (start + length) * MINUTE)


lists = st.lists(st.builds(span, st.integers(0, 40), st.integers(-1, 8)), max_size=8)


def minutes(spans: list[Span]) -> set[datetime]:
    """The minutes that spans hold."""
    return {
        START + index * MINUTE
        for index in range(60)
        if any(found.starts_at <= START + index * MINUTE < found.ends_at for found in spans)
    }


@tried(200)
@given(lists, lists)
def test_the_operations_are_those_of_sets(left: list[Span], right: list[Span]) -> None:
    assert minutes(union(left, right)) == minutes(left) | minutes(right)
    assert minutes(intersection(left, right)) == minutes(left) & minutes(right)
    assert minutes(difference(left, right)) == minutes(left) - minutes(right)


@tried(200)
@given(lists, lists)
def test_every_answer_is_sorted_and_nothing_in_it_is_empty_or_touches(left: list[Span], right: list[Span]) -> None:
    for found in (union(left, right), intersection(left, right), difference(left, right)):
        assert all(part.starts_at < part.ends_at for part in found)
        assert all(first.ends_at < second.starts_at for first, second in pairwise(found))
