"""What the subscriptions of a contract cover outside business hours: the hours for which somebody must be on call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from entitlements.coverage.algebra import Pair, common, merged, without
from entitlements.coverage.calendar import Calendar
from entitlements.coverage.cover import Grant, timeline
from entitlements.coverage.instants import instant, micros
from entitlements.coverage.values import Mode, Portfolio, Request, Span


def after_hours(portfolio: Portfolio, calendars: Mapping[str, Calendar], start: datetime, end: datetime) -> list[Span]:
    """The stretches from `start` to `end` that a ticket is worked in after hours, whoever of the customer files it.

    They are the sold-in region's (R7): a contact whose own region is open then has less need of them, and no right to
    more.
    """
    if start >= end:
        return []
    grants = timeline(Request(at=start), portfolio, calendars).grants
    sold, business = (_open(grants, mode, start, end) for mode in (Mode.AFTER_HOURS, Mode.BUSINESS))
    return [Span(instant(opens), instant(closes)) for opens, closes in without(sold, business)]


def _open(grants: Iterable[Grant], mode: Mode, start: datetime, end: datetime) -> list[Pair]:
    found = [common(grant.terms, _track(grant, start, end)) for grant in grants if grant.mode is mode]
    return merged(pair for pairs in found for pair in pairs)


def _track(grant: Grant, start: datetime, end: datetime) -> list[Pair]:
    if grant.track is None:
        return [(micros(start), micros(end))]
    return [(micros(span.starts_at), micros(span.ends_at)) for span in grant.track.spans(start, end)]
