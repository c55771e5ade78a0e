"""Pinned covered time counts as the timeline that it was pinned from, and is the same when it is read again."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from entitlements.coverage import Portfolio, Request, compiled, pins_of, timeline
from entitlements.portfolio.pinned import cover, dump_calendar, dump_pins, load_calendar, load_pins

from .profiles import tried
from .strategies import portfolios, requests
from .world import REGIONS

tickets = st.tuples(portfolios(), requests())
amounts = st.integers(0, 400 * 3600)


@tried(60)
@given(tickets, amounts, st.integers(0, 60 * 24 * 60))
def test_a_compiled_track_finds_the_same_instants(ticket: tuple[Portfolio, Request], seconds: int, later: int) -> None:
    portfolio, request = ticket
    covered = timeline(request, portfolio, REGIONS)
    track, since = compiled(covered), request.at + timedelta(minutes=later)
    assert track.add(since, seconds) == covered.add(since, seconds)
    until = since + timedelta(days=9)
    assert track.between(since, until) == covered.between(since, until)


@tried(60)
@given(tickets, amounts)
def test_what_is_read_again_is_what_was_pinned(ticket: tuple[Portfolio, Request], seconds: int) -> None:
    portfolio, request = ticket
    covered = timeline(request, portfolio, REGIONS)
    pinned = cover(pins_of(covered), REGIONS, {})
    read = cover(
        load_pins(dump_pins(pinned.pins)),
        {code: load_calendar(dump_calendar(each)) for code, each in pinned.calendars.items()},
        {},
    )
    assert (read, read.key) == (pinned, pinned.key)
    assert read.timeline.add(request.at, seconds) == covered.add(request.at, seconds)
    assert read.track.add(request.at, seconds) == covered.add(request.at, seconds)
