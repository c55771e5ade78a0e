"""The weeks ahead of a rotation as a grid: a row a week, a cell a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from accounts.models import Agent
from oncall.portfolio import Watch


@dataclass(frozen=True)
class Day:
    """Who is on call on a local day, in order; `has_gap` says that for a part of it nobody is."""

    on: date
    agents: list[Agent]
    has_gap: bool
    is_today: bool


def grid(watches: Sequence[Watch], at: datetime, weeks: int, zone: tzinfo) -> list[list[Day]]:
    """The local days of `weeks` from the Monday before `at`, a list of seven each; days gone by are empty."""
    today = at.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    days = [_day(watches, monday + timedelta(days=number), today, at, zone) for number in range(weeks * 7)]
    return [days[first : first + 7] for first in range(0, len(days), 7)]


def _day(watches: Sequence[Watch], on: date, today: date, at: datetime, zone: tzinfo) -> Day:
    starts, ends = (datetime.combine(day, time(), tzinfo=zone) for day in (on, on + timedelta(days=1)))
    starts = max(starts, at)
    held = [
        watch
        for watch in watches
        if starts < ends and watch.starts_at < ends and (watch.ends_at is None or watch.ends_at > starts)
    ]
    agents = list({watch.agent.pk: watch.agent for watch in held if watch.agent is not None}.values())
    return Day(on, agents, any(watch.is_gap for watch in held), on == today)
