"""Rotations and pages as rows, turned into who is on call and when, and what became of a call."""

from oncall.portfolio.capacity import Capacity, capacity, free_engineers, hindrances, is_away
from oncall.portfolio.debts import AHEAD, DeskHoles, Hole, Owed, debt_events, holes, on_call_spans, owed, spans_of
from oncall.portfolio.proofs import Proof, proofs, proven
from oncall.portfolio.rotas import (
    FAR,
    DeskWatch,
    OwnShift,
    Tier,
    Watch,
    as_values,
    colleagues,
    desk_watches,
    holders,
    holds,
    in_full,
    on_call,
    rota,
    shifts_of,
)
from oncall.portfolio.stories import Story, held_back, stories
from oncall.portfolio.ways import Reach, by_mail, reaches, told

__all__ = [
    "AHEAD",
    "FAR",
    "Capacity",
    "DeskHoles",
    "DeskWatch",
    "Hole",
    "Owed",
    "OwnShift",
    "Proof",
    "Reach",
    "Story",
    "Tier",
    "Watch",
    "as_values",
    "by_mail",
    "capacity",
    "colleagues",
    "debt_events",
    "desk_watches",
    "free_engineers",
    "held_back",
    "hindrances",
    "holders",
    "holds",
    "holes",
    "in_full",
    "is_away",
    "on_call",
    "on_call_spans",
    "owed",
    "proofs",
    "proven",
    "reaches",
    "rota",
    "shifts_of",
    "spans_of",
    "stories",
    "told",
]
