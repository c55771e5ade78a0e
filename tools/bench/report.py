"""Figures for people, and for programs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tools.bench.measure import Figure
from tools.bench.pages import Page

HEAD = f"{'':32}{'median':>8}{'p95':>8}{'CPU':>7}{'4 at once':>11}{'SQL':>5}{'bytes':>9}{'to bare':>9}{'CPU':>6}  goals"
Figures = Mapping[str, Figure]


MEMORY = 400.0
"""MB, what the web workers and the background worker hold together."""


@dataclass(frozen=True)
class Memory:
    """MB (PSS) that processes hold at the end, when each has done its work: what they share is counted once."""

    worker: float
    web: float

    def __str__(self) -> str:
        together = self.worker + self.web
        verdict = f"{together:.0f} of {MEMORY:.0f} MB {'met' if together <= MEMORY else 'MISSED'}"
        return f"memory of the web workers {self.web:.0f} MB, of the background worker {self.worker:.0f} MB: {verdict}"


@dataclass(frozen=True)
class Run:
    """What one size was measured as."""

    database: str
    tickets: int
    loaded: float
    first_answer: float
    memory: Memory
    pages: Sequence[Page]
    figures: Figures


def lines(run: Run, smaller: Mapping[str, float] | None) -> Iterator[str]:
    """A table; `smaller` says how many times the bare page each took with a hundredth of the tickets."""
    yield f"{run.database}, {run.tickets:,} tickets: loaded in {run.loaded:.0f} s"
    yield f"first answer {run.first_answer:.1f} s after the start; {run.memory}"
    yield f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    yield HEAD
    for page in run.pages:
        yield _line(page, run.figures, smaller)


def _line(page: Page, figures: Figures, smaller: Mapping[str, float] | None) -> str:
    one = figures[page.name]
    start = f"{page.name:32}{one.median:8.1f}{one.p95:8.1f}{median(one.cpu):7.1f}{median(one.rates):11.0f}"
    start += f"{one.statements:5}{one.size:9,}"
    if page.is_bare:
        return f"{start}{'':15}  bare"
    ratios = f"{one.times(figures[page.bare]):9.1f}{one.cpu_times(figures[page.bare]):6.1f}"
    return f"{start}{ratios}  {', '.join(judged(page, figures, smaller))}"


def judged(page: Page, figures: Figures, smaller: Mapping[str, float] | None) -> Iterator[str]:
    """Each goal of a page, and whether it is met."""
    one, goal = figures[page.name], page.goal
    ratio = one.times(figures[page.bare])
    grown = ratio / smaller[page.name] if smaller and page.name in smaller else None
    for name, value, most in (
        (f"{page.bare} x", ratio, goal.ratio),
        ("ms", one.median, goal.milliseconds),
        ("SQL", one.statements, goal.statements),
        ("growth", grown, goal.growth),
    ):
        if most is not None and value is not None:
            yield f"{name} {value:.2f} of {most:g} {'met' if value <= most else 'MISSED'}"


def as_json(run: Run) -> dict[str, Any]:
    """All figures of a run."""
    return {
        "database": run.database,
        "tickets": run.tickets,
        "loaded_seconds": round(run.loaded, 1),
        "first_answer_seconds": round(run.first_answer, 2),
        "memory_mb": {"web": round(run.memory.web, 1), "worker": round(run.memory.worker, 1)},
        "load_average": os.getloadavg()[0],
        "pages": {page.name: _facts(page, run.figures) for page in run.pages},
    }


def _facts(page: Page, figures: Figures) -> dict[str, Any]:
    one = figures[page.name]
    compared = {} if page.is_bare else {"to_bare": round(one.times(figures[page.bare]), 2), "bare": page.bare}
    return {
        "median_ms": round(one.median, 2),
        "p95_ms": round(one.p95, 2),
        "cpu_ms": round(median(one.cpu), 2),
        "per_second_4": round(median(one.rates), 1),
        "statements": one.statements,
        "bytes": one.size,
        **compared,
    }


def written(runs: Sequence[dict[str, Any]]) -> str:
    """The runs as a file holds them."""
    return json.dumps(runs, indent=1)
