"""A contact's cover as the events of a calendar feed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils.translation import gettext

from common.icalendar import Event
from entitlements import coverage
from entitlements.portfolio._assessment import Assessment

DAYS_AHEAD = 28
_LOOK_BACK = (timedelta(days=28), timedelta(days=366), timedelta(days=3660))
_SPARE = timedelta(days=14)
_MODES = {
    coverage.Mode.BUSINESS: lambda: gettext("business hours"),
    coverage.Mode.AFTER_HOURS: lambda: gettext("after hours"),
    coverage.Mode.MAINTENANCE: lambda: gettext("booked window"),
    coverage.Mode.EMERGENCY: lambda: gettext("emergency"),
}


def feed_events(assessment: Assessment, *, owner: str, at: datetime) -> list[Event]:
    """The spans of cover from `at` to 28 days ahead, each whole; `owner` tells the events of two contacts apart.

    An event keeps its identity while its span begins when it did, whenever the feed is read.
    """
    return [_event(span, assessment, owner) for span in _spans(assessment.timeline, at)]


def _spans(timeline: coverage.Timeline, at: datetime) -> Sequence[coverage.CoveredSpan]:
    """The spans that touch the days ahead, from their true start: the look back grows until it is found."""
    horizon = at + timedelta(days=DAYS_AHEAD)
    spans: list[coverage.CoveredSpan] = []
    for back in _LOOK_BACK:
        first = at - back
        found = timeline.spans(first, horizon + _SPARE)
        spans = [span for span in found if span.ends_at > at and span.starts_at < horizon]
        if not spans or spans[0].starts_at > first:
            break
    return spans


def _event(span: coverage.CoveredSpan, assessment: Assessment, owner: str) -> Event:
    region = assessment.regions.get(span.region)
    desk = region.city if region else span.region
    package, mode = assessment.names.get(span.package, span.package), _MODES[span.mode]()
    identity = f"{owner}|{span.region}|{span.package}|{span.mode}|{span.starts_at.isoformat()}"
    phone = region.phone.as_international if region and region.phone else ""
    return Event(
        uid=f"{sha256(identity.encode()).hexdigest()[:32]}@coverage",
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        summary=gettext("Covered by %(desk)s: %(mode)s") % {"desk": desk, "mode": mode},
        description="\n".join(filter(None, (package, mode, phone))),
        location=desk,
        categories=(package, mode),
    )
