"""How much of a promise is left, and when it is warned of."""

from __future__ import annotations

from datetime import datetime, timedelta

WARNED_AT = (50, 75, 90)
"""The percents of a promise's time that are warned of."""
URGENT_AT = WARNED_AT[-1]
"""From this warning on the leads of the desk are told too."""
AT_RISK = timedelta(minutes=15)
"""A promise that comes due within this long is at risk; `times.js` turns the chip at the same moment."""


def promise_state(due_at: datetime, at: datetime) -> str:
    """The state at `at` of a promise that runs and comes due at `due_at`: `due`, `at-risk` or `broken`."""
    if due_at <= at:
        return "broken"
    return "at-risk" if due_at - at < AT_RISK else "due"


def seconds_left(target_minutes: int, used_seconds: int) -> int:
    """The covered seconds that are left of a target."""
    return max(0, target_minutes * 60 - used_seconds)


def seconds_until(percent: int, target_minutes: int, used_seconds: int) -> int:
    """The covered seconds until `percent` of a target are used; none if they are."""
    return max(0, target_minutes * 60 * percent // 100 - used_seconds)


def warning_after(percent: int) -> int | None:
    """What is warned of next; None after the last warning."""
    return next((share for share in WARNED_AT if share > percent), None)


def whole_seconds(covered: float) -> int:
    """Covered time as it counts when a clock is stopped: whole seconds, the started one not, so no stop costs time."""
    return int(covered)
