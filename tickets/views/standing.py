"""What the history of a ticket says about where it stands, beside its status."""

from dataclasses import dataclass

from tickets import rules
from tickets.views import history


@dataclass(frozen=True)
class Standing:
    """Whether the customer disagrees with the severity now, and whether it may."""

    open: history.Event | None
    may_dispute: bool


def standing(events: list[history.Event]) -> Standing:
    """What the history, oldest first, says about disputes."""
    told = [each for each in events if each.code in (*rules.DISPUTABLE, "dispute_decided")]
    is_open = bool(told) and told[-1].code == "severity_disputed"
    last = next((each for each in reversed(told) if each.code in rules.DISPUTABLE), None)
    problem = rules.dispute_problem((last.code, last.data) if last else None, rules.LEAST_SEVERE)
    return Standing(told[-1] if is_open else None, not problem)
