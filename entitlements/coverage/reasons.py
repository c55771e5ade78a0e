"""The reasons of a decision: stable codes, and the facts of the calendar that their wording needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from entitlements.coverage.algebra import Pair
from entitlements.coverage.calendar import Calendar, Hours
from entitlements.coverage.hours import DAY_MINUTES
from entitlements.coverage.instants import instant
from entitlements.coverage.values import Parameter, Span
from entitlements.coverage.zones import local_time, midnight

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Code(StrEnum):
    """Why a decision is what it is. Codes are a stable interface; texts are not."""

    BUSINESS_HOURS = "business_hours"
    AFTER_HOURS_SUBSCRIPTION = "after_hours_subscription"
    SCHEDULED_WINDOW = "scheduled_window"
    PREPAID_INCIDENT = "prepaid_incident"
    OUTSIDE_BUSINESS_HOURS = "outside_business_hours"
    PUBLIC_HOLIDAY = "public_holiday"
    OUTSIDE_BUSINESS_WEEK = "outside_business_week"
    VERSION_NOT_SUPPORTED = "version_not_supported"
    NOT_LICENSED = "not_licensed"
    NO_CONTRACT = "no_contract"
    CONTRACT_NOT_ACTIVE = "contract_not_active"
    CONTRACT_NOT_STARTED = "contract_not_started"
    CONTRACT_EXPIRED = "contract_expired"
    CONTRACT_GAP = "contract_gap"
    GOLD_REQUIRED = "gold_required"
    OPTION_NOT_STARTED = "option_not_started"
    OPTION_EXPIRED = "option_expired"
    PREPAYMENT_REQUIRED = "prepayment_required"
    NOT_AN_EMERGENCY = "not_an_emergency"
    WINDOW_NOT_CONFIRMED = "window_not_confirmed"
    QUESTION = "question"


COVERING = frozenset({Code.BUSINESS_HOURS, Code.AFTER_HOURS_SUBSCRIPTION, Code.SCHEDULED_WINDOW, Code.PREPAID_INCIDENT})
"""The codes that speak for cover; every other one says what stands against it."""

Facts = dict[str, Parameter]
THIS_DAY, CLOSED = "this-day", "closed"
"""What `hours` begin with on a day with other hours than its weekday's, and what they are where it has none."""
_A_DAY = timedelta(days=1)


def clock_facts(region: str, calendar: Calendar | None, at: datetime) -> Facts:
    """What the wall clock and the week of a region say at `at`, and when it opens next.

    Keys: `region`, `zone`, `place`, `weekday`, `time`, `date`, `hours`; `opens_weekday`, `opens_time`, `opens_date` are
    None where it never opens. `hours` are those of the week, of a date that has others its own. A region without a
    calendar has UTC.
    """
    zone = "UTC" if calendar is None else calendar.zone
    opens = None if calendar is None else calendar.next_open(at)
    facts: Facts = {"region": region, "zone": zone, "place": zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")}
    facts |= _reading("", zone, at) | _reading("opens_", zone, opens)
    return facts | {"hours": "" if calendar is None else _hours_at(calendar, at)}


def local_day(zone: str, at: datetime) -> date:
    """The date that the wall clock of the zone shows at `at`."""
    return local_time(zone, at).date()


def term_facts(terms: tuple[Pair, ...], point: int, zone: str) -> Facts:
    """The neighbours of `point` among terms: `ended_on`, the first day after the last one gone, and `starts_on`."""
    ended = [end for _, end in terms if end <= point]
    coming = [start for start, _ in terms if start > point]
    return {
        "ended_on": local_day(zone, instant(max(ended))).isoformat() if ended else None,
        "starts_on": local_day(zone, instant(min(coming))).isoformat() if coming else None,
    }


def _hours_at(calendar: Calendar, at: datetime) -> str:
    """The weekly hours, or those of the local day where closures or hours of single dates make others of them."""
    day = local_day(calendar.zone, at)
    start, end = (midnight(calendar.zone, each) for each in (day, day + _A_DAY))
    dated = {date for date, *_ in (*calendar.openings, *calendar.closures)}
    is_touched = any(closed.starts_at < end and closed.ends_at > start for closed in calendar.closed)
    if not is_touched and dated.isdisjoint({day, day - _A_DAY}):
        return week_summary(calendar.hours)
    spans = calendar.spans(start, end)
    if spans == _as_every_week(calendar).spans(start, end):
        return week_summary(calendar.hours)
    return f"{THIS_DAY} {' '.join(_clocks(calendar.zone, span, end) for span in spans) or CLOSED}"


@lru_cache(maxsize=64)
def _as_every_week(calendar: Calendar) -> Calendar:
    return replace(calendar, openings=(), closures=(), closed=())


def _clocks(zone: str, span: Span, midnight_after: datetime) -> str:
    closes = "24:00" if span.ends_at == midnight_after else f"{local_time(zone, span.ends_at):%H:%M}"
    return f"{local_time(zone, span.starts_at):%H:%M}-{closes}"


def week_summary(hours: Hours) -> str:
    """Weekly hours in codes: `mon-fri 06:00-17:00, sat 09:00-12:00`."""
    runs: list[list[int]] = []
    for day, shifts in enumerate(hours):
        if shifts and runs and runs[-1][-1] == day - 1 and hours[day - 1] == shifts:
            runs[-1].append(day)
        elif shifts:
            runs.append([day])
    return ", ".join(f"{_days(run)} {_shifts(hours[run[0]])}" for run in runs)


def _days(run: list[int]) -> str:
    return WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}"


def _shifts(shifts: tuple[tuple[int, int], ...]) -> str:
    return " ".join(f"{_clock(opens)}-{_clock(closes or DAY_MINUTES)}" for opens, closes in shifts)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _reading(prefix: str, zone: str, at: datetime | None) -> Facts:
    if at is None:
        return {f"{prefix}weekday": None, f"{prefix}time": None, f"{prefix}date": None}
    local = local_time(zone, at)
    return {
        f"{prefix}weekday": WEEKDAYS[local.weekday()],
        f"{prefix}time": f"{local:%H:%M}",
        f"{prefix}date": local.date().isoformat(),
    }
