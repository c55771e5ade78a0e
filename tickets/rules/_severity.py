"""What a change of severity sets off, and when its customer may disagree."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from entitlements.coverage.values import Decision
from tickets.rules._filing import page_is_owed


def raise_pages(before: Decision, now: Decision, at: datetime) -> bool:
    """Whether a raise at `at` makes a call owed: `now` pages, and `before` has not called for the same window."""
    has_called = page_is_owed(before) and (before.until is None or at < before.until)
    return page_is_owed(now) and not has_called


DECIDED = ("filed", "covered", "uncovered", "emergency_confirmed", "emergency_ended")
"""The events that put a ticket under a decision; a change of severity holds one of its own besides."""
LEAST_SEVERE = 4
DISPUTABLE = ("severity_changed", "severity_disputed")
"""The events of which the last one says whether a severity may be disputed."""


def is_lowered(change: Mapping[str, Any]) -> bool:
    """Whether a change made a ticket less severe: a higher number is less severe."""
    return int(change["to"]) > int(change["from"])


def dispute_problem(last: tuple[str, Mapping[str, Any]] | None, severity: int, asks_for: int = 1) -> str:
    """Why the severity cannot be disputed after the `last` of the `DISPUTABLE` events; nothing when it can.

    It was `not_lowered`, `is_disputed` already, or `asks_for_less`.
    """
    if last is None:
        return "not_lowered"
    code, data = last
    if code == "severity_disputed":
        return "is_disputed"
    if not is_lowered(data):
        return "not_lowered"
    return "" if 1 <= asks_for < severity else "asks_for_less"
