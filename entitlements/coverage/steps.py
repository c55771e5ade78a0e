"""The arithmetic of a deadline step by step: which covered stretches it uses up, and how much of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from entitlements.coverage.cover import Timeline
from entitlements.coverage.values import CoveredSpan


@dataclass(frozen=True, slots=True)
class Step:
    """A covered stretch that counts towards a deadline: its `seconds`, and the `total` counted by its end."""

    span: CoveredSpan
    seconds: float
    total: float

    @property
    def starts_at(self) -> datetime:
        """Where counting begins."""
        return self.span.starts_at

    @property
    def ends_at(self) -> datetime:
        """Where counting stops: the stretch is over, or the deadline is reached."""
        return self.span.ends_at


def steps(timeline: Timeline, start: datetime, seconds: float) -> tuple[Step, ...]:
    """The stretches that `seconds` of covered time since `start` use up, in order.

    They sum to `seconds`, and the last one ends where `timeline.add(start, seconds)` does. Nothing for no time, or
    when there is not that much covered time within ten years.
    """
    due = timeline.add(start, seconds)
    if due is None or seconds <= 0:
        return ()
    counted: list[Step] = []
    total = 0.0
    for span in timeline.spans(start, due):
        length = (span.ends_at - span.starts_at).total_seconds()
        total += length
        counted.append(Step(span, length, total))
    return tuple(counted)
