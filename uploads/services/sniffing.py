"""What a file is, by its first bytes."""

import puremagic

UNKNOWN = "application/octet-stream"
HEAD = 8192
"""The bytes that a type is read from."""


def sniff(head: bytes) -> str:
    """The type that the first bytes of a file show, whatever its name says."""
    try:
        return puremagic.from_string(head, mime=True) or UNKNOWN
    except (puremagic.PureError, ValueError):
        return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    try:
        return head.decode("utf-8", errors="strict").isprintable() or b"\x00" not in head
    except UnicodeDecodeError:
        return False
