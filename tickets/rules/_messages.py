"""What a message may hold."""

from datetime import datetime, timedelta
from hashlib import sha256

MAX_TEXT = 64 * 1024
"""The length of one message, in characters."""
SCORES = range(1, 6)
"""What a rating may say, the worst first."""
LOW = 2
"""A rating that is no better is told to those who lead the desk."""


def text_problem(text: str, files: int = 0) -> str:
    """Why a message cannot be sent as it is: `empty` (and without files) or `too_long`; nothing when it can."""
    if len(text) > MAX_TEXT:
        return "too_long"
    return "" if text.strip() or files else "empty"


MAX_MENTIONS = 20
"""So many people are mentioned by one text; the later ones are plain words."""
EDIT_GRACE = timedelta(minutes=15)
"""How long after it was written a reply or a note may be edited by its author."""


def may_edit(written_at: datetime, at: datetime) -> bool:
    """Whether what was written at `written_at` may still be edited at `at`."""
    return at < written_at + EDIT_GRACE


def fingerprint(text: str) -> str:
    """What tells one text from another, so that a form can say which one it began with."""
    return sha256(text.encode()).hexdigest()[:16]


def quoted(text: str, author: str) -> str:
    """The text as a Markdown quote under its author's name, with an empty line to write on."""
    lines = "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())
    return f"> **{author}**\n>\n{lines}\n\n"


WORTH_KEEPING = ("subject", "description", "body", "uploads")
"""Without any of these a draft keeps nothing; `uploads` are the tokens of files, with spaces between them."""
DRAFT_FIELDS = (*WORTH_KEEPING, "mode", "contact", "version", "environment", "kind", "severity")
"""What is kept of a form that is not sent."""
