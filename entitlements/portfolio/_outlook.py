"""The days ahead of a contact: what covers it, from where, and the strip that shows it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from catalog.models import Holiday, Region
from common.strip import Kind, Strip, StripMark, StripSpan, lay_out
from entitlements import coverage
from entitlements.portfolio._assessment import Assessment

DAYS = 7
_KINDS = {
    coverage.Mode.BUSINESS: Kind.BUSINESS,
    coverage.Mode.AFTER_HOURS: Kind.AFTER_HOURS,
    coverage.Mode.MAINTENANCE: Kind.BOOKED,
    coverage.Mode.EMERGENCY: Kind.EMERGENCY,
}


@dataclass(frozen=True)
class Tally:
    """How much of the days shown a desk covers in one way: `kind` as the strip draws it, `desk` its city."""

    kind: Kind
    desk: str
    entitlement: str
    seconds: float


@dataclass(frozen=True)
class Outlook:
    """What covers a contact now and in the days ahead.

    `region` is whose desk works it now or where it waits; `until` is when that desk's cover ends, None when it is
    not covered now or when `around_the_clock`, that is beyond the days shown. `then` names the region that takes
    over at `until` without a gap. `longest_gap` is the longest stretch of the days shown that nothing covers, in
    seconds.
    """

    assessment: Assessment
    strip: Strip
    region: Region | None
    until: datetime | None = None
    around_the_clock: bool = False
    then: Region | None = None
    tallies: tuple[Tally, ...] = ()
    longest_gap: float = 0

    @property
    def seconds(self) -> float:
        """The covered time of the days shown."""
        return sum(tally.seconds for tally in self.tallies)

    @property
    def business_seconds(self) -> float:
        """What of it is some desk's business hours."""
        return sum(tally.seconds for tally in self.tallies if tally.kind is Kind.BUSINESS)

    @property
    def decision(self) -> coverage.Decision:
        """The decision at the instant asked about."""
        return self.assessment.decision

    @property
    def is_covered_now(self) -> bool:
        """Whether a desk works for the contact at the instant asked about."""
        return self.decision.outcome == coverage.Outcome.COVERED_NOW


def look_ahead(
    assessment: Assessment,
    *,
    at: datetime,
    zone: ZoneInfo,
    days: int = DAYS,
    marks: Iterable[StripMark] = (),
    key: str = "strip",
) -> Outlook:
    """The outlook of `assessment` over `days` days of the reader's `zone`, from the day of `at` on."""
    first_day, shown = at.astimezone(zone).date(), days_shown(at, zone, days)
    starts_at, ends_at = shown.starts_at, shown.ends_at
    spans = assessment.timeline.spans(starts_at, ends_at)
    drawn = _drawn(spans, assessment)
    region = assessment.regions.get(assessment.decision.region or "")
    until, follower = _run(spans, at)
    around = until is not None and until >= ends_at
    return Outlook(
        assessment=assessment,
        strip=lay_out(
            drawn,
            zone=zone,
            first_day=first_day,
            days=days,
            now=at,
            holidays=_holidays(region, first_day, days),
            marks=marks,
            key=key,
        ),
        region=region,
        until=None if around else until,
        around_the_clock=around,
        then=assessment.regions.get(follower or ""),
        tallies=_tallies(drawn),
        longest_gap=_longest_gap(spans, starts_at, ends_at),
    )


def days_shown(at: datetime, zone: ZoneInfo, days: int = DAYS) -> coverage.Span:
    """So many days of the zone, from the day of `at` on."""
    first_day = at.astimezone(zone).date()
    return coverage.Span(_midnight(first_day, zone), _midnight(first_day + timedelta(days=days), zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _run(spans: Sequence[coverage.CoveredSpan], at: datetime) -> tuple[datetime | None, str | None]:
    """When the cover that runs at `at` leaves its region, and the region that follows without a gap."""
    end: datetime | None = None
    region: str | None = None
    for span in spans:
        if end is None and span.starts_at <= at < span.ends_at:
            end, region = span.ends_at, span.region
        elif end is not None and span.starts_at == end:
            if span.region != region:
                return end, span.region
            end = span.ends_at
    return end, None


def _drawn(spans: Sequence[coverage.CoveredSpan], assessment: Assessment) -> list[StripSpan]:
    names = assessment.names
    return [
        StripSpan(
            span.starts_at,
            span.ends_at,
            _KINDS[span.mode],
            names.get(span.package, span.package),
            assessment.regions[span.region].city if span.region in assessment.regions else span.region,
        )
        for span in spans
    ]


def _tallies(drawn: Sequence[StripSpan]) -> tuple[Tally, ...]:
    """The covered time by kind, desk and package, the longest first within a kind."""
    sums: dict[tuple[Kind, str, str], float] = defaultdict(float)
    for span in drawn:
        if span.ends_at is not None:
            sums[span.kind, span.desk, span.entitlement] += (span.ends_at - span.starts_at).total_seconds()
    order = list(Kind)
    longest = sorted(sums.items(), key=lambda entry: (order.index(entry[0][0]), -entry[1]))
    return tuple(Tally(*key, seconds) for key, seconds in longest)


def _longest_gap(spans: Sequence[coverage.CoveredSpan], starts_at: datetime, ends_at: datetime) -> float:
    opens = [*(span.starts_at for span in spans), ends_at]
    closes = [starts_at, *(span.ends_at for span in spans)]
    return max((start - end).total_seconds() for end, start in zip(closes, opens, strict=True))


def _holidays(region: Region | None, first_day: date, days: int) -> dict[date, str]:
    if region is None:
        return {}
    ahead = Holiday.objects.filter(region=region, on__range=(first_day, first_day + timedelta(days=days - 1)))
    return {holiday.on: f"{holiday.name} ({region.city})" for holiday in ahead}
