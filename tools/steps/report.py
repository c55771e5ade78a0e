"""What was measured of each step, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tools.steps.work import HOUR, OF_AN_AGENT, hour

FULL = 0.6
"""How busy a machine may be in the busiest hour: beyond it, answers wait for each other."""
LEAST = 0.05
"""Seconds of a core an hour: what takes less is no reason for a machine."""
HEAD = f"{'':34}{'answers/s':>10}{'agents':>8}{'tickets a day':>15}  busy"


@dataclass(frozen=True)
class Found:
    """What a step bears: answers a second when it is full.

    `busy` says by machine which part of its cores was in use then, `agent` by part how many seconds of a core one
    agent's busiest hour takes, `took` the median and the 95th of 100 in milliseconds of answers that were asked for at
    `FULL` of that pace; None on machines with a part of a core, which rest in between.
    """

    step: str
    rate: float
    took: tuple[float, float] | None
    busy: Mapping[str, float]
    agent: Mapping[str, float]

    @property
    def agents(self) -> int:
        """How many agents it bears in their busiest hour."""
        return int(FULL * self.rate * HOUR / len(hour()))

    @property
    def tickets(self) -> int:
        """Tickets a day of so many agents."""
        return self.agents * OF_AN_AGENT


def lines(found: Found) -> Iterator[str]:
    """A step, and on a second line what answers took."""
    busy = ", ".join(f"{name} {part:.0%}" for name, part in found.busy.items())
    yield f"{found.step:34}{found.rate:10.0f}{found.agents:8,}{found.tickets:15,}  {busy}"
    if found.took:
        yield f"  with so many agents answers take {found.took[0]:.0f} ms, 95 in 100 at most {found.took[1]:.0f} ms"


def of_agents(found: Found) -> Iterator[str]:
    """How many agents one core bears of each part, by what an agent's busiest hour takes of it."""
    for part, seconds in found.agent.items():
        if seconds < LEAST:
            continue
        yield f"{part:12}{seconds:8.2f} s of a core an hour for each agent: a core bears {FULL * HOUR / seconds:8,.0f}"
