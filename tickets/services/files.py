"""Attachments: hostile until proven otherwise, stored under names that nobody can guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from outbox.services import publish
from tickets.models import Attachment, Note, Reply, Ticket
from tickets.services.changes import record
from uploads import services as uploads

ATTACHMENT, BUNDLE = "attachment", "bundle"
"""The purposes of uploads: a file of a message, and a diagnostic bundle, which is larger and expires."""
Scan = Attachment.Scan


class UnableToAttach(Unable):
    """The reasons name the files.

    Codes: `too_many_files`, `file_too_large`, `file_empty`, `picture_unpacks`, `file_unfinished`, `file_infected`,
    `file_gone`, `not_stored`.
    """


def check(files: Sequence[File[Any]]) -> None:
    """Refuse more files than a message takes, larger ones than it takes, empty ones, and pictures that fill a memory.

    A diagnostic bundle was held to its own limit when it was uploaded.

    Raises:
        UnableToAttach: before anything is stored.
    """
    try:
        uploads.check(files, ATTACHMENT)
    except uploads.UnableToStore as refusal:
        raise UnableToAttach(refusal.code, refusal.reasons) from refusal


def attach(
    *,
    ticket: Ticket,
    uploader: User,
    files: Sequence[File[Any]],
    at: datetime,
    reply: Reply | None = None,
    note: Note | None = None,
) -> list[Attachment]:
    """Store `files` with the ticket, one of its replies or one of its notes, in the caller's transaction.

    An upload among them is handed over with its address and what the scanner says of it.

    Raises:
        UnableToAttach: see `check`; and when an upload cannot be used.
    """
    check(files)
    place = {"ticket": ticket, "uploader": uploader, "reply": reply, "note": note, "at": at}
    return Attachment.objects.bulk_create(Attachment(**place, **_kept(file, uploader, at)) for file in files)


def remove(attachment: Attachment, *, at: datetime) -> list[Attachment]:
    """Delete the file for good once the caller's transaction is committed; its name stays in the conversation.

    Returns the attachments that had it, as a ticket that was split off has the files of its origin; none when it was
    removed before.
    """
    there = Attachment.objects.filter(file=str(attachment.file), removed_at=None)
    removed = list(there.select_related("ticket"))
    there.update(removed_at=at)
    attachment.removed_at = at
    uploads.discard(str(attachment.file))
    return removed


def scanned(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Note the verdict on the stored file `key`; what is infected is deleted, and its ticket's people are told."""
    waiting = Attachment.objects.filter(file=key, scan=Scan.WAITING, removed_at=None)
    for attachment in waiting.select_related("ticket"):
        attachment.scan = payload["verdict"]
        attachment.save(update_fields=["scan"])
        if attachment.scan == Scan.INFECTED:
            remove(attachment, at=at)
            _record(attachment, "file_infected", at, found=payload["found"])
            publish("file.infected", str(attachment.pk), at=at)


def expire_bundles(at: datetime) -> int:
    """Delete the diagnostic bundles whose time is over at `at`; returns how many."""
    due = Attachment.objects.filter(expires_at__lte=at, removed_at=None).select_related("ticket")
    return sum(_expire(bundle, at) for bundle in due)


@transaction.atomic
def _expire(bundle: Attachment, at: datetime) -> int:
    removed = remove(bundle, at=at)
    for each in removed:
        _record(each, "file_expired", at)
    return len(removed)


def _record(attachment: Attachment, code: str, at: datetime, **data: str) -> None:
    is_internal = attachment.note_id is not None
    told = {"file": attachment.name, **data}
    record(attachment.ticket, actor=None, code=code, at=at, data=told, is_internal=is_internal)


def _kept(file: File[Any], uploader: User, at: datetime) -> dict[str, Any]:
    """What an attachment says of a file that was stored."""
    try:
        facts = asdict(uploads.store(file, owner=uploader, folder="attachments", at=at))
    except uploads.UnableToAdopt as refusal:
        raise UnableToAttach(refusal.code, refusal.reasons) from refusal
    if isinstance(file, uploads.StoredUpload) and file.upload.purpose == BUNDLE:
        facts["expires_at"] = at + timedelta(days=settings.BUNDLE_DAYS)
    return facts
