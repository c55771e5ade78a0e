"""Who works a ticket, what it promises and what it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from entitlements.coverage.values import Decision, Outcome
from tickets.rules._life import Status

KEY_WITHOUT_ORGANIZATION = "T"
"""Begins the references of people without an organization; no organization's key is that short."""
FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION = "first_response", "next_update", "resolution"
AT_FILING = (FIRST_RESPONSE, RESOLUTION)
"""The promises that start with the ticket; a next update is promised with each reply."""
Targets = Mapping[tuple[str, int, str], int]
"""Minutes of covered time by package code, severity and milestone."""


def format_reference(key: str, number: int) -> str:
    """The name of a ticket: ABC-1042."""
    return f"{key}-{number}"


def search_group(ticket: int) -> str:
    """What everything that can be found of a ticket belongs to."""
    return f"ticket:{ticket}"


def initial_status(decision: Decision) -> Status:
    """Where a filed ticket begins (R16).

    What nothing covers now or later needs an entitlement; a question is read by the desk all the same (R14). An
    emergency that was not confirmed waits for the next opening when there is one (R10).
    """
    if is_worked(decision) or _last_code(decision) == "question":
        return Status.NEW
    return Status.NEEDS_ENTITLEMENT


def reopened_status(decision: Decision) -> Status:
    """Where a ticket with that stored decision goes when it is reopened."""
    return Status.OPEN if initial_status(decision) is Status.NEW else Status.NEEDS_ENTITLEMENT


def is_worked(decision: Decision) -> bool:
    """Whether the decision promises work, now or at an opening ahead."""
    if decision.outcome in {Outcome.COVERED_NOW, Outcome.COVERED_LATER}:
        return True
    return decision.outcome is Outcome.PAYMENT_REQUIRED and decision.opens_at is not None


def page_is_owed(decision: Decision) -> bool:
    """Whether on-call is paged for a ticket filed with that decision."""
    return decision.outcome is Outcome.COVERED_NOW and decision.pages


@dataclass(frozen=True, slots=True)
class Promise:
    """A milestone that starts: what is promised, by which package, in how many minutes of covered time."""

    kind: str
    package: str
    minutes: int


def promises_of(
    decision: Decision, severity: int, targets: Targets, kinds: Sequence[str] = AT_FILING
) -> tuple[Promise, ...]:
    """What is promised of `kinds` by the package that covers a ticket now or at its opening, in their order.

    Without other `kinds` it is what starts when a ticket is filed: first response and resolution.
    """
    package = decision.package or decision.opens_by
    if package is None or not is_worked(decision):
        return ()
    found = [(kind, targets.get((package, severity, kind))) for kind in kinds]
    return tuple(Promise(kind, package, minutes) for kind, minutes in found if minutes is not None)


def coverage_ended_on(decision: Decision) -> str:
    """The day on which what covered a ticket ended, in ISO 8601; empty where the decision names none."""
    day = decision.reasons[-1].parameters.get("ended_on") if decision.reasons else None
    return day if isinstance(day, str) else ""


COVERAGE_ENDED = frozenset(
    {"no_contract", "contract_not_active", "contract_expired", "contract_gap", "gold_required", "option_expired"}
)
"""The codes of a decision that say that what covered a ticket is over (R17)."""


def coverage_ended(decision: Decision) -> bool:
    """Whether nothing covers the ticket now or later because what did has ended (R17)."""
    return (
        decision.outcome is not Outcome.COVERED_NOW
        and decision.opens_at is None
        and _last_code(decision) in COVERAGE_ENDED
    )


def _last_code(decision: Decision) -> str:
    """The code of the reason that says why the outcome is what it is."""
    return decision.reasons[-1].code if decision.reasons else ""
