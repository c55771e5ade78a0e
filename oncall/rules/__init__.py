"""Who is on call at an instant, what is owed and nobody holds, and which step of an escalation is next. Pure."""

from oncall.rules.debt import ahead, arisen, debt, holes, hours, seconds
from oncall.rules.patience import TRIES, rest
from oncall.rules.quarters import QUARTER, begins_a_quarter, quarters
from oncall.rules.steps import next_manned
from oncall.rules.turns import Layer, Override, Rota, Shift, gaps, on_call, reach, shifts, stretches
from oncall.rules.weekly import last_weekly, masked

__all__ = [
    "QUARTER",
    "TRIES",
    "Layer",
    "Override",
    "Rota",
    "Shift",
    "ahead",
    "arisen",
    "begins_a_quarter",
    "debt",
    "gaps",
    "holes",
    "hours",
    "last_weekly",
    "masked",
    "next_manned",
    "on_call",
    "quarters",
    "reach",
    "rest",
    "seconds",
    "shifts",
    "stretches",
]
