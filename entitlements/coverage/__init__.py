"""The coverage engine: what a contract promises at an instant, and why (rules R1-R17 of `docs/coverage.md`).

Pure and total: standard library only, no clock, no settings, no database, no translation.
"""

from entitlements.coverage.after_hours import after_hours
from entitlements.coverage.algebra import difference, intersection, union
from entitlements.coverage.calendar import CLOSED_WEEK, Calendar, Hours
from entitlements.coverage.cover import Timeline, timeline
from entitlements.coverage.decide import decide, verdict
from entitlements.coverage.hours import Shift, Shifts
from entitlements.coverage.packages import DEFAULT_PACKAGES
from entitlements.coverage.pinned import Pin, compiled, pinned_timeline, pins_of
from entitlements.coverage.reasons import COVERING, Code
from entitlements.coverage.steps import Step, steps
from entitlements.coverage.track import Track
from entitlements.coverage.values import (
    Change,
    Contract,
    CoveredSpan,
    Decision,
    Entitlement,
    Kind,
    Lifecycle,
    Mode,
    Outcome,
    Package,
    Parameter,
    Portfolio,
    Reason,
    Request,
    Span,
    Where,
    Window,
)
from entitlements.coverage.wording import AUDIENCES, LIFECYCLE_NAMES, TEMPLATES, WEEKDAY_NAMES, WEEKDAY_SHORT, text
from entitlements.coverage.zones import known_zones, midnight, to_utc

__all__ = [
    "AUDIENCES",
    "CLOSED_WEEK",
    "COVERING",
    "DEFAULT_PACKAGES",
    "LIFECYCLE_NAMES",
    "TEMPLATES",
    "WEEKDAY_NAMES",
    "WEEKDAY_SHORT",
    "Calendar",
    "Change",
    "Code",
    "Contract",
    "CoveredSpan",
    "Decision",
    "Entitlement",
    "Hours",
    "Kind",
    "Lifecycle",
    "Mode",
    "Outcome",
    "Package",
    "Parameter",
    "Pin",
    "Portfolio",
    "Reason",
    "Request",
    "Shift",
    "Shifts",
    "Span",
    "Step",
    "Timeline",
    "Track",
    "Where",
    "Window",
    "after_hours",
    "compiled",
    "decide",
    "difference",
    "intersection",
    "known_zones",
    "midnight",
    "pinned_timeline",
    "pins_of",
    "steps",
    "text",
    "timeline",
    "to_utc",
    "union",
    "verdict",
]
