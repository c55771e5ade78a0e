"""When customers are told that a version leaves support (R8)."""

from datetime import date, timedelta

STEPS = (90, 30, 7, 0)
"""Days before the end of support on which its customers are told."""


def due_on(ends_on: date, days: int) -> date:
    """The day on which they are told that support ends in `days` days."""
    return ends_on - timedelta(days=days)


def steps(ends_on: date, on: date) -> list[int]:
    """The steps that are still to be taken on the day `on`; of those that were missed the last one, if none is today.

    A day that has passed when it becomes known is told to nobody.
    """
    if ends_on < on:
        return []
    ahead = [days for days in STEPS if due_on(ends_on, days) >= on]
    missed = [days for days in STEPS if due_on(ends_on, days) < on]
    is_told_today = any(due_on(ends_on, days) == on for days in ahead)
    return ahead if is_told_today else [*missed[-1:], *ahead]
