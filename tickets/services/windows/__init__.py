"""Maintenance windows: booked against engineers and units, moved, cancelled, opened and ended (R9)."""

from tickets.services.windows._booking import (
    book_window,
    cancel_window,
    grounds_to_move,
    move_window,
)
from tickets.services.windows._draft import UnableToBook, WindowDraft
from tickets.services.windows._grounds import Grounds, Judged, grounds, terms_of, window_types
from tickets.services.windows._running import UnableToRun, end_window, run_windows, tick
from tickets.services.windows._staffing import give_window, substitutes, unstaffed, watch_windows

__all__ = [
    "Grounds",
    "Judged",
    "UnableToBook",
    "UnableToRun",
    "WindowDraft",
    "book_window",
    "cancel_window",
    "end_window",
    "give_window",
    "grounds",
    "grounds_to_move",
    "move_window",
    "run_windows",
    "substitutes",
    "terms_of",
    "tick",
    "unstaffed",
    "watch_windows",
    "window_types",
]
