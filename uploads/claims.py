"""Which worker has a file scanned now: one at a time, and only while its lease is its own."""

from datetime import datetime
from secrets import token_hex

from django.db.models import F

from uploads import rules
from uploads.models import Scan
from uploads.querysets import ScanQuerySet


def claim(*, at: datetime) -> Scan | None:
    """Take the file that has been due longest at `at`; None when nothing is due.

    The conditional UPDATE hits one row or none: whoever comes second looks for the next one.
    """
    while (due := Scan.objects.due_by(at).order_by("due_at", "pk").first()) is not None:
        lease = token_hex(16)
        free = Scan.objects.due_by(at).filter(pk=due.pk, due_at=due.due_at)
        if free.update(lease=lease, due_at=at + rules.LEASE, attempts=F("attempts") + 1):
            return Scan.objects.get(pk=due.pk)
    return None


def mark_done(scan: Scan, *, verdict: str, found: str) -> bool:
    """Record the verdict; False when another worker has the file meanwhile, and nothing is recorded."""
    return bool(_mine(scan).update(verdict=verdict, found=found[:200], lease="", last_error=""))


def mark_failed(scan: Scan, *, due_at: datetime, reason: str) -> None:
    """Give the file back, to be scanned again at `due_at`."""
    _mine(scan).update(due_at=due_at, lease="", last_error=reason[:200])


def _mine(scan: Scan) -> ScanQuerySet:
    return Scan.objects.filter(pk=scan.pk, lease=scan.lease, verdict="")
