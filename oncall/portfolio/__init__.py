"""Rotations and pages as rows, turned into who is on call and when, and what became of a call."""

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

__all__ = [
    "DeskWatch",
    "OwnShift",
    "Story",
    "Tier",
    "Watch",
    "as_values",
    "colleagues",
    "desk_watches",
    "holders",
    "holds",
    "in_full",
    "on_call",
    "rota",
    "shifts_of",
    "stories",
]
