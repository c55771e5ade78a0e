"""Having stored files scanned: asked in the transaction that stores one, answered by the worker as news."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from common import queue
from outbox.services import publish
from uploads import claims, rules
from uploads.models import Scan, Upload
from uploads.services import clamd

log = logging.getLogger(__name__)
TASK = "portal.tasks.scan_files"


def is_on() -> bool:
    """Whether a virus scanner is set; without one files are taken as they are."""
    return bool(settings.CLAMD_SOCKET)


def ask(*, file: str, at: datetime) -> None:
    """Have the stored `file` scanned, in the caller's transaction; "file.scanned" brings the verdict."""
    Scan.objects.bulk_create([Scan(file=file, asked_at=at, due_at=at)], ignore_conflicts=True)
    queue.ring(TASK)


def verdict_of(file: str) -> str:
    """The verdict on `file`, or "" while there is none; until the caller's transaction ends none can be added."""
    scan = Scan.objects.select_for_update().filter(file=file).first()
    return scan.verdict if scan else ""


def scan_next(*, at: datetime) -> bool:
    """Have the file scanned that has waited longest; False when none is due or no scanner is set.

    A scanner or a store of files that cannot be reached leaves the file waiting, to be asked again later.
    """
    scan = claims.claim(at=at) if is_on() else None
    if scan is None:
        return False
    try:
        with default_storage.open(scan.file) as file:
            answer = clamd.scan(file, address=settings.CLAMD_SOCKET)
    except FileNotFoundError:
        scan.delete()
    except (clamd.ScannerError, OSError) as error:
        log.warning("File %s was not scanned: %s", scan.file, error)
        claims.mark_failed(scan, due_at=at + rules.retry_delay(scan.attempts), reason=str(error))
    else:
        _settle(scan, answer, at)
    return True


@transaction.atomic
def _settle(scan: Scan, answer: clamd.Answer, at: datetime) -> None:
    verdict = Scan.Verdict.INFECTED if answer.found else Scan.Verdict.CLEAN
    if claims.mark_done(scan, verdict=verdict, found=answer.found):
        publish("file.scanned", scan.file, at=at, payload={"verdict": verdict.value, "found": answer.found})


def scanned(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - a follower's signature
    """Note the verdict on an upload that nothing uses yet; what is infected is deleted."""
    waiting = Upload.objects.filter(file=key, state=Upload.State.WAITING)
    noted = waiting.update(state=payload["verdict"])
    if noted and payload["verdict"] == Scan.Verdict.INFECTED:
        discard(key)


def discard(file: str) -> None:
    """Delete the stored `file` once the caller's transaction is committed, and ask about it no more."""
    Scan.objects.filter(file=file, verdict="").delete()
    transaction.on_commit(lambda: default_storage.delete(file), robust=True)
