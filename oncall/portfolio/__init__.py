"""Rotations and pages as rows, turned into who is on call and when, and what became of a call."""

from oncall.portfolio.proofs import Proof, proofs, proven
from oncall.portfolio.rotas import (
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
from oncall.portfolio.stories import Story, stories
from oncall.portfolio.ways import Reach, by_mail, reaches, told

__all__ = [
    "DeskWatch",
    "OwnShift",
    "Proof",
    "Reach",
    "Story",
    "Tier",
    "Watch",
    "as_values",
    "by_mail",
    "colleagues",
    "desk_watches",
    "holders",
    "holds",
    "in_full",
    "on_call",
    "proofs",
    "proven",
    "reaches",
    "rota",
    "shifts_of",
    "stories",
    "told",
]
