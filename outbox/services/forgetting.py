"""Forgetting what was delivered long ago; whoever owes a message keeps a row of its own that says so."""

from datetime import datetime, timedelta

from django.conf import settings

from outbox.models import OutboundMessage

PORTION = 1000
"""So many rows go at once, so that none waits long for the others."""


def forget_delivered(at: datetime) -> int:
    """Delete some of what was sent or dropped more than `OUTBOX_DAYS` before `at`; how many, 0 when nothing is left.

    What waits, and what was given up and may be tried again, stays.
    """
    old = OutboundMessage.objects.over_by(at - timedelta(days=settings.OUTBOX_DAYS))
    gone = list(old.order_by("id").values_list("pk", flat=True)[:PORTION])
    OutboundMessage.objects.filter(pk__in=gone).delete()
    return len(gone)
