"""Measures the coverage engine beside `businesstimedelta` and `opening-hours-py`: `make bench-coverage`.

All run in one process on the same questions: a plain week without holidays, where the three agree
(`tests/entitlements/coverage/test_peers.py`). Times are of the process's own CPU, so that a busy machine disturbs them
less; each figure is the median of several runs. Nothing is written and nothing fails: figures are for people.
"""

import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from functools import partial
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytz
from businesstimedelta import BusinessTimeDelta, WorkDayRule
from opening_hours import OpeningHours, State

from entitlements.coverage import (
    DEFAULT_PACKAGES,
    Calendar,
    Contract,
    Entitlement,
    Portfolio,
    Request,
    decide,
    known_zones,
    verdict,
)
from entitlements.coverage.calendar import _open_year, _week_year

RUNS = 7
ZONE = "America/Los_Angeles"
WEEK = (((360, 1020),),) * 5 + ((), ())
CALENDAR = Calendar(ZONE, WEEK)
FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC)
QUESTIONS = 2_000
SLOW_QUESTIONS = 200
REGIONS = {
    "AMER": replace(CALENDAR, holidays=frozenset({date(2026, 7, 3)})),
    "EMEA": Calendar("Europe/London", (((360, 1140),),) * 5 + ((), ())),
    "APAC": Calendar("Asia/Hong_Kong", (((570, 1080),),) * 5 + ((), ())),
}
YEAR = (date(2026, 1, 5), date(2027, 1, 5))
HELD = ("gold", "multi-regional", "business-day-after-hours", "emergency-after-hours")
PORTFOLIO = Portfolio(
    Contract("AMER", *YEAR, frozenset({"EMEA", "APAC"})),
    tuple(Entitlement(package, *YEAR) for package in HELD),
    DEFAULT_PACKAGES,
    units=2,
)
# The same questions in every run and on every machine.
CHANCE = random.Random(2026)  # noqa: S311 - no secret


@dataclass(frozen=True)
class Figure:
    """A measured line; `goal` is what the engine has to reach."""

    name: str
    value: float
    unit: str
    goal: str = ""

    def __str__(self) -> str:
        return f"{self.name:<52}{self.value:>14,.1f} {self.unit:<6}{self.goal}"


def main() -> int:
    """Print every figure and the ratios."""
    ours, peers = adding(), list(adding_elsewhere())
    figures = [ours, *peers, *compiling(), *deciding(), *remembering()]
    ratios = [
        Figure(f"ratio of add to {peer.name.removeprefix('add, ')}", ours.value / peer.value, "times") for peer in peers
    ]
    for figure in [*figures, *ratios]:
        sys.stdout.write(f"{figure}\n")
    return 0


def adding() -> Figure:
    """`Calendar.add` after compilation."""
    questions = drawn(QUESTIONS * 10)
    add = CALENDAR.add
    return Figure("add, entitlements.coverage", rate(questions, add), "/s", "at least 200,000 /s")


def adding_elsewhere() -> Iterator[Figure]:
    """The same sum by the two other libraries."""
    questions = drawn(SLOW_QUESTIONS)
    rule = WorkDayRule(wall(6), wall(17), [0, 1, 2, 3, 4], tz=pytz.timezone(ZONE))
    yield Figure("add, businesstimedelta", rate(questions, lambda at, n: at + BusinessTimeDelta(rule, seconds=n)), "/s")
    week = OpeningHours("Mo-Fr 06:00-17:00", timezone=ZoneInfo(ZONE))
    questions = [(at.astimezone(ZoneInfo("UTC")), seconds) for at, seconds in questions]
    yield Figure("add, opening-hours-py", rate(questions, lambda at, n: walked(week, at, n)), "/s")


def walked(week: OpeningHours, at: datetime, seconds: int) -> datetime | None:
    """What `add` is, by a library that has intervals alone."""
    rest = timedelta(seconds=seconds)
    for opens, closes, state, _ in week.intervals(at):
        if state is State.OPEN:
            if opens + rest <= closes:
                return opens + rest
            rest -= closes.astimezone(UTC) - opens.astimezone(UTC)
    return None


def compiling() -> Iterator[Figure]:
    """Five years of a new calendar, in a zone that was used before and in one that was not."""
    seen = [replace(CALENDAR, holidays=frozenset({FIRST.date() + timedelta(days=run)})) for run in range(RUNS)]
    unseen = [Calendar(zone, WEEK) for zone in CHANCE.sample(sorted(known_zones() - {ZONE}), RUNS)]
    for name, calendars in (("a zone in use", seen), ("a new zone", unseen)):
        took = [spent(partial(calendar.between, FIRST, LAST)) for calendar in calendars]
        yield Figure(f"compile five years, {name}", 1000 * median(took), "ms", "under 5 ms")


def deciding() -> Iterator[Figure]:
    """Decisions for a customer with four packages, without and with reasons and counterfactuals."""
    questions = [
        (Request(at, CHANCE.choice(["AMER", "EMEA", "APAC"]), severity=CHANCE.randint(1, 4)),)
        for at, _ in drawn(QUESTIONS)
    ]
    bare = rate(questions, lambda request: verdict(request, PORTFOLIO, REGIONS, explain=False))
    yield Figure("decide, without explanations", bare, "/s", "at least 20,000 /s")
    whole = rate(questions[:SLOW_QUESTIONS], lambda request: decide(request, PORTFOLIO, REGIONS))
    yield Figure("decide, with explanations and counterfactuals", whole, "/s", "at least 500 /s")


def remembering() -> Iterator[Figure]:
    """What five compiled years take in memory, and what all that are kept can take."""
    size = 0.0
    for name, years, use in (
        ("open hours", _open_year, CALENDAR.spans),
        ("business weeks", _week_year, CALENDAR.week_spans),
    ):
        years.cache_clear()
        tracemalloc.start()
        use(FIRST, LAST)
        a_year = tracemalloc.get_traced_memory()[0] / years.cache_info().currsize
        tracemalloc.stop()
        size += a_year * (years.cache_info().maxsize or 0)
        yield Figure(f"memory of a compiled year of {name}", a_year / 1024, "kB")
    yield Figure("memory of all compiled years that are kept, at most", size / 1024**2, "MB")


def drawn(count: int) -> list[tuple[datetime, int]]:
    """Instants of five years, each with a target of one minute to forty hours."""
    length = int((LAST - FIRST).total_seconds())
    return [(FIRST + timedelta(seconds=CHANCE.randrange(length)), CHANCE.randrange(60, 144_000)) for _ in range(count)]


def rate(questions: Sequence[tuple[Any, ...]], answer: Callable[..., object]) -> float:
    """Answers a second, once everything is compiled."""

    def run() -> None:
        for question in questions:
            answer(*question)

    run()
    return len(questions) / median(spent(run) for _ in range(RUNS))


def spent(run: Callable[[], object]) -> float:
    """The seconds of CPU that a run takes."""
    before = time.process_time()
    run()
    return time.process_time() - before


if __name__ == "__main__":
    sys.exit(main())
