"""Whole numbers as addresses and forms carry them."""

LONGEST = 18
"""So many digits fit every column, and are read at once."""


def read(text: str) -> int | None:
    """The number that `text` writes in plain digits; None for anything else, and for more than a column holds."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST
    return int(text) if is_number else None
