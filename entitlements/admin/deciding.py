"""Which of several contracts gives which hours before and after an edit of one of them, and why."""

from collections import defaultdict
from dataclasses import dataclass, replace

from entitlements import coverage
from entitlements.models import Contract
from entitlements.portfolio import Assessment


@dataclass(frozen=True)
class Share:
    """The seconds of the days shown that a contract decides, `now` and after the edit."""

    contract: Contract
    now: float
    then: float


@dataclass(frozen=True)
class Given:
    """Seconds that the edit would bring, and that another contract gives already by `package`."""

    contract: Contract
    package: str
    seconds: float


@dataclass(frozen=True)
class Deciding:
    """The contracts that hold what is asked about, the newest first.

    `edited` is the contract of the edit as it stands after it, None for one that is no contract yet. `assessment` is
    the one after the edit; `alone_now` and `alone_then` are the seconds that the edited contract would cover without
    the others; `given` is what of its gain others give already.
    """

    edited: Contract | None
    assessment: Assessment
    shares: list[Share]
    alone_now: float
    alone_then: float
    given: list[Given]

    def is_like(self, other: "Deciding") -> bool:
        """Whether it says the same of another product."""
        mine, theirs = (replace(each, assessment=self.assessment) for each in (self, other))
        return mine == theirs and self.assessment.decision == other.assessment.decision


def deciding(edited: Contract, before: Assessment, after: Assessment, days: coverage.Span) -> Deciding:
    """What each contract decides of `days`; `edited` is the one that the edit is about."""
    now, then = _seconds(before, days), _seconds(after, days)
    alone_now, alone_then = _alone(edited, before, days), _alone(edited, after, days)
    return Deciding(
        edited=next((each for each in after.contracts if each.pk == edited.pk), None),
        assessment=after,
        shares=[Share(each, now[each.pk], then[each.pk]) for each in after.contracts],
        alone_now=_length(alone_now),
        alone_then=_length(alone_then),
        given=_given(edited, before, days, coverage.difference(alone_then, alone_now)),
    )


def _given(edited: Contract, before: Assessment, days: coverage.Span, gain: list[coverage.Span]) -> list[Given]:
    contracts = {each.pk: each for each in before.contracts if each.pk != edited.pk}
    sums: dict[tuple[int, str], float] = defaultdict(float)
    for span in before.timeline.spans(days.starts_at, days.ends_at):
        if span.contract in contracts:
            both = coverage.intersection(gain, [coverage.Span(span.starts_at, span.ends_at)])
            sums[span.contract, span.package] += _length(both)
    found = [Given(contracts[key], before.names.get(code, code), length) for (key, code), length in sums.items()]
    return sorted((each for each in found if each.seconds), key=lambda each: -each.seconds)


def _alone(edited: Contract, made: Assessment, days: coverage.Span) -> list[coverage.Span]:
    """What the edited contract would cover without the others; nothing while it is no contract yet."""
    held = made.portfolio.led_by(edited.pk)
    if held.key != edited.pk:
        return []
    alone = coverage.timeline(made.request, replace(held, besides=()), made.calendars)
    spans = alone.spans(days.starts_at, days.ends_at)
    return coverage.union(coverage.Span(span.starts_at, span.ends_at) for span in spans)


def _seconds(made: Assessment, days: coverage.Span) -> dict[int | None, float]:
    sums: dict[int | None, float] = defaultdict(float)
    for span in made.timeline.spans(days.starts_at, days.ends_at):
        sums[span.contract] += (span.ends_at - span.starts_at).total_seconds()
    return sums


def _length(spans: list[coverage.Span]) -> float:
    return sum((span.ends_at - span.starts_at).total_seconds() for span in spans)
