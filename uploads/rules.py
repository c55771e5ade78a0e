"""What may be uploaded, under which name, and how long it is kept for its owner. Pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

MEGABYTE = 1024 * 1024
KEPT = timedelta(days=7)
"""How long an upload waits to be used, from its last byte."""
FORGOTTEN = timedelta(days=30)
"""How long after its expiry the row of an upload is kept, so that its address still says what became of it."""
PART = 8 * MEGABYTE
"""Bytes of each part of a file that arrives in a bucket; browsers send pieces of as many. A bucket takes 10,000."""
LONGEST_NAME = 200
LONGEST_ENDING = 20
LEASE = timedelta(minutes=30)
"""How long a file belongs to the worker that has it scanned; longer than any scan takes."""
FIRST_DELAY = timedelta(seconds=15)
LONGEST_DELAY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """What one person may have waiting for one purpose: bytes of one file, files, and bytes of all of them.

    A form takes `of_a_form` of them. `for_agents` keeps the purpose to the vendor's people; `is_drawn` says that
    pictures are drawn anew and shown.
    """

    max_bytes: int
    most: int
    most_bytes: int
    of_a_form: int = 1
    for_agents: bool = False
    is_drawn: bool = False


LIMITS = {
    "article": Limit(
        max_bytes=25 * MEGABYTE, most=40, most_bytes=500 * MEGABYTE, of_a_form=20, for_agents=True, is_drawn=True
    ),
    "attachment": Limit(max_bytes=25 * MEGABYTE, most=40, most_bytes=500 * MEGABYTE, of_a_form=10, is_drawn=True),
    "bundle": Limit(max_bytes=2048 * MEGABYTE, most=4, most_bytes=6144 * MEGABYTE),
    "release": Limit(max_bytes=16384 * MEGABYTE, most=20, most_bytes=65536 * MEGABYTE, for_agents=True),
}
"""By purpose: a file of an article, one of a message, a diagnostic bundle, and a file of a release."""
LARGEST = max(limit.max_bytes for limit in LIMITS.values())
LARGEST_OF_A_FORM = 25 * MEGABYTE
"""What a form brings itself, without an upload before it."""


def problem(purpose: str, size: int, waiting: Sequence[int], *, is_agent: bool = False) -> str:
    """The code of why a file of `size` bytes is refused to somebody with files of the sizes `waiting`; "" when taken.

    Codes: `no_such_purpose`, `file_empty`, `file_too_large`, `too_many_waiting`.
    """
    limit = LIMITS.get(purpose)
    if limit is None or (limit.for_agents and not is_agent):
        return "no_such_purpose"
    if size < 1:
        return "file_empty"
    if size > limit.max_bytes:
        return "file_too_large"
    is_full = len(waiting) >= limit.most or sum(waiting) + size > limit.most_bytes
    return "too_many_waiting" if is_full else ""


def shown_name(name: str) -> str:
    """The name without folders and control characters, at most 200 characters, its ending kept."""
    plain = "".join(letter for letter in name.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable())
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > LONGEST_NAME:
        ending = ending[:LONGEST_ENDING]
        plain = f"{stem[: LONGEST_NAME - 1 - len(ending)]}{dot}{ending}"
    return plain or "file"


def rest_of(file: str) -> str:
    """The name of the object for what has arrived of `file` behind its last whole part."""
    return f"{file}.rest"


def metadata(header: str) -> dict[str, str]:
    """The pairs of a tus `Upload-Metadata` header: names with values in Base64; what is no pair is left out."""
    pairs = (pair.strip().partition(" ") for pair in header.split(","))
    return {name: text for name, _, value in pairs if name and (text := _decoded(value)) is not None}


def _decoded(value: str) -> str | None:
    try:
        return base64.b64decode(value.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None


def retry_delay(attempts: int) -> timedelta:
    """How long a file waits after the failed attempt number `attempts` (from 1) to have it scanned."""
    return min(FIRST_DELAY * (1 << min(attempts - 1, 16)), LONGEST_DELAY)
