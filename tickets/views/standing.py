"""What the history of a ticket says about where it stands, beside its status."""

from dataclasses import dataclass
from datetime import datetime

from entitlements.coverage import Mode
from tickets import rules
from tickets.views import history


@dataclass(frozen=True)
class Standing:
    """Whether the customer disagrees with the severity now, and whether it may; when the decision was made again.

    `offers_emergency` says whether the last decision offered one, `had_emergency` whether one was confirmed ever,
    `had_window` whether a maintenance window was booked with it.
    """

    open: history.Event | None
    may_dispute: bool
    decided_at: datetime | None
    offers_emergency: bool
    had_emergency: bool
    had_window: bool


def standing(events: list[history.Event]) -> Standing:
    """What the history, oldest first, says about disputes."""
    told = [each for each in events if each.code in (*rules.DISPUTABLE, "dispute_decided")]
    is_open = bool(told) and told[-1].code == "severity_disputed"
    last = next((each for each in reversed(told) if each.code in rules.DISPUTABLE), None)
    problem = rules.dispute_problem((last.code, last.data) if last else None, rules.LEAST_SEVERE)
    again = [each.at for each in events if each.code in rules.DECIDED[1:]]
    return Standing(
        open=told[-1] if is_open else None,
        may_dispute=not problem,
        decided_at=again[-1] if again else None,
        offers_emergency=_offers_emergency(events),
        had_emergency=any(_mode(each) == Mode.EMERGENCY for each in events),
        had_window=any(each.code == "window_booked" for each in events),
    )


def _offers_emergency(events: list[history.Event]) -> bool:
    decided = [each for each in events if each.data.get("decision") or each.code == "emergency_ended"]
    if decided and decided[-1].code == "emergency_ended" and not decided[-1].data.get("decision"):
        return True
    decisions = [each.data["decision"] for each in decided if each.data.get("decision")]
    changes = decisions[-1].get("would_cover", ()) if decisions else ()
    return any(change["change"] == "confirm_emergency" for change in changes)


def _mode(event: history.Event) -> str | None:
    return (event.data.get("decision") or {}).get("mode")
