"""What a message may hold."""

from collections.abc import Iterable

MAX_FILES = 10
"""Attachments of one message."""
MAX_FILE_BYTES = 25 * 1024 * 1024
"""The size of one attachment, in bytes."""
MAX_TEXT = 64 * 1024
"""The length of one message, in characters."""


def text_problem(text: str, files: int = 0) -> str:
    """Why a message cannot be sent as it is: `empty` (and without files) or `too_long`; nothing when it can."""
    if len(text) > MAX_TEXT:
        return "too_long"
    return "" if text.strip() or files else "empty"


def oversized(sizes: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """The names of the files that are larger than one attachment may be."""
    return tuple(name for name, size in sizes if size > MAX_FILE_BYTES)
