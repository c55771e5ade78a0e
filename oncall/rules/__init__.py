"""Who is on call at an instant, and which step of an escalation is next. Pure: no clock, no rows."""

from oncall.rules.steps import next_manned
from oncall.rules.turns import Layer, Override, Rota, Shift, gaps, on_call, reach, shifts, stretches

__all__ = [
    "Layer",
    "Override",
    "Rota",
    "Shift",
    "gaps",
    "next_manned",
    "on_call",
    "reach",
    "shifts",
    "stretches",
]
