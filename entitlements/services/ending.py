"""The ends of contracts are announced: the promises that stand as rows are kept by a sweep, each once."""

from datetime import datetime

from django.db import transaction

from entitlements.models import EndNotice
from outbox import services as outbox

ENDING = "contract.ending"
"""The topic, with the key of the announcement."""
MOST = 200
"""Announcements of one sweep."""


def announce_ends(at: datetime) -> int:
    """Announce each end whose time has come; how many were announced.

    Where several of one end are due, after a long standstill, the last one is announced and the others are withdrawn.
    """
    due = list(EndNotice.objects.due_by(at)[:MOST])
    nearest = {(notice.contract_id, notice.ends_on): notice.pk for notice in due}
    return sum(_settle(notice, at, is_told=notice.pk in nearest.values()) for notice in due)


@transaction.atomic
def _settle(notice: EndNotice, at: datetime, *, is_told: bool) -> bool:
    """Claim an announcement, and tell the topic in the same transaction; whether it was."""
    claimed = EndNotice.objects.armed().filter(pk=notice.pk)
    if not claimed.update(**{"sent_at" if is_told else "withdrawn_at": at}) or not is_told:
        return False
    outbox.publish(ENDING, str(notice.pk), at=at)
    return True
