"""The ends of contracts are announced: the promises that stand as rows are kept by a sweep, each once."""

from datetime import datetime
from functools import partial

from django.db import transaction

from common.sweeping import DoEach, plainly
from entitlements.models import EndNotice
from entitlements.services.life import about_contract
from outbox import services as outbox

ENDING = "contract.ending"
"""The topic, with the key of the announcement."""
MOST = 200
"""Announcements of one sweep."""


def announce_ends(at: datetime, *, each: DoEach = plainly) -> int:
    """Announce each end whose time has come; how many were announced.

    Where several of one end are due, after a long standstill, the last one is announced and the others are withdrawn.
    """
    due = EndNotice.objects.due_by(at).select_related("contract")
    return sum(each(due, partial(_settle, at=at), kind="ending", about=_about, at=at, limit=MOST))


@transaction.atomic
def _settle(notice: EndNotice, at: datetime) -> bool:
    """Claim an announcement, and tell the topic in the same transaction; whether it was."""
    same = EndNotice.objects.due_by(at).filter(contract=notice.contract_id, ends_on=notice.ends_on)
    is_told = same.last() == notice
    claimed = EndNotice.objects.armed().filter(pk=notice.pk)
    if not claimed.update(**{"sent_at" if is_told else "withdrawn_at": at}) or not is_told:
        return False
    outbox.publish(ENDING, str(notice.pk), at=at)
    return True


def _about(notice: EndNotice) -> tuple[str, str]:
    return about_contract(notice.contract)
