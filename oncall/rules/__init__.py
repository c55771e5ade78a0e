"""Who is on call at an instant, and which step of an escalation is next. Pure: no clock, no rows."""

from oncall.rules.steps import next_manned
from oncall.rules.turns import Layer, Override, Rota, Shift, gaps, on_call, reach, shifts, stretches
from oncall.rules.weekly import last_weekly, masked

__all__ = [
    "Layer",
    "Override",
    "Rota",
    "Shift",
    "gaps",
    "last_weekly",
    "masked",
    "next_manned",
    "on_call",
    "reach",
    "shifts",
    "stretches",
]
