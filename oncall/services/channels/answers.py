"""What the answers of HTTP mean for a call."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from common.outbound import Answer
from oncall.services.channels.calls import UnableToDeliver

LONGEST: Final = timedelta(minutes=15)
"""Nobody who must be woken waits longer because a provider asks for it."""
GONE: Final = frozenset({404, 410})
BUSY, BROKEN, REDIRECTED, REFUSED = 429, 500, 300, 400


def check(answer: Answer, at: datetime, *, gone: frozenset[int] = frozenset()) -> None:
    """Do nothing when the answer is a yes.

    Raises:
        UnableToDeliver: "gone" for one of those statuses, "busy" or "broken" when a later try may do, else "refused".
    """
    status = answer.status
    said = (f"HTTP {status}",)
    if status in gone:
        raise UnableToDeliver("gone", said)
    if status == BUSY:
        raise UnableToDeliver("busy", said, after=retry_after(answer, at))
    if status >= BROKEN:
        raise UnableToDeliver("broken", said, after=retry_after(answer, at))
    if status >= REDIRECTED:
        raise UnableToDeliver("refused", said)


def retry_after(answer: Answer, at: datetime) -> timedelta | None:
    """How long the other side asks to wait, in seconds or until an instant, at most `LONGEST`; None without a word."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        wait = timedelta(seconds=min(int(said[:6]), 999_999))
    else:
        try:
            wait = parsedate_to_datetime(said) - at
        except (TypeError, ValueError):
            return None
    return min(max(wait, timedelta()), LONGEST)
