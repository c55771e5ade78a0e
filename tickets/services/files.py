"""Attachments: hostile until proven otherwise, stored under names that nobody can guess."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from outbox.services import publish
from tickets import rules
from tickets.models import Attachment, Note, Reply, Ticket
from tickets.services.changes import record
from tickets.services.pictures import KINDS, is_bomb, redrawn
from uploads import services as uploads
from uploads.rules import shown_name

ATTACHMENT, BUNDLE = "attachment", "bundle"
"""The purposes of uploads: a file of a message, and a diagnostic bundle, which is larger and expires."""
Scan = Attachment.Scan


class UnableToAttach(Unable):
    """The reasons name the files.

    Codes: `too_many_files`, `file_too_large`, `file_empty`, `picture_unpacks`, `file_unfinished`, `file_infected`,
    `file_gone`.
    """


def check(files: Sequence[File[Any]]) -> None:
    """Refuse more files than a message takes, larger ones than it takes, empty ones, and pictures that fill a memory.

    A diagnostic bundle was held to its own limit when it was uploaded.

    Raises:
        UnableToAttach: before anything is stored.
    """
    if len(files) > rules.MAX_FILES:
        raise UnableToAttach("too_many_files", (str(rules.MAX_FILES),))
    if oversized := rules.oversized((str(file.name), file.size) for file in files if not _is_bundle(file)):
        raise UnableToAttach("file_too_large", oversized)
    if empty := tuple(str(file.name) for file in files if not file.size):
        raise UnableToAttach("file_empty", empty)
    if bombs := tuple(str(file.name) for file in files if _unpacks(file)):
        raise UnableToAttach("picture_unpacks", bombs)


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
    rows = [Attachment(ticket=ticket, uploader=uploader, reply=reply, note=note, at=at) for _ in files]
    for row, file in zip(rows, files, strict=True):
        if isinstance(file, uploads.StoredUpload):
            _adopt(row, file)
        else:
            _store(row, file)
    return Attachment.objects.bulk_create(rows)


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


def _unpacks(file: File[Any]) -> bool:
    """Whether it is a picture that nobody can open; a bundle is never opened here."""
    if isinstance(file, uploads.StoredUpload):
        upload = file.upload
        if upload.content_type not in KINDS or _is_bundle(file):
            return False
        with default_storage.open(str(upload.file)) as stored:
            return is_bomb(stored, upload.content_type)
    file.seek(0)
    found = uploads.sniff(file.read(uploads.HEAD))
    file.seek(0)
    is_refused = found in KINDS and is_bomb(file, found)
    file.seek(0)
    return is_refused


def _is_bundle(file: File[Any]) -> bool:
    return isinstance(file, uploads.StoredUpload) and file.upload.purpose == BUNDLE


def _adopt(row: Attachment, file: uploads.StoredUpload) -> None:
    upload = file.upload
    try:
        row.scan = uploads.adopt(upload=upload, owner=row.uploader)
    except uploads.UnableToAdopt as refusal:
        raise UnableToAttach(refusal.code, refusal.reasons) from refusal
    row.token, row.name, row.file = upload.token, upload.name, str(upload.file)
    row.size, row.sha256, row.content_type = upload.size, upload.sha256, upload.content_type
    if _is_bundle(file):
        row.expires_at = row.at + timedelta(days=settings.BUNDLE_DAYS)
        row.content_type = uploads.UNKNOWN if row.content_type in KINDS else row.content_type
    elif row.content_type in KINDS:
        _redraw(row)


def _redraw(row: Attachment) -> None:
    """Put the picture drawn anew in the place of what was uploaded; what cannot be drawn is of unknown type."""
    uploaded = str(row.file)
    with default_storage.open(uploaded) as file:
        picture = redrawn(file, row.content_type)
    if picture is None:
        row.content_type = uploads.UNKNOWN
        return
    _write(row, picture)
    uploads.discard(uploaded)
    if row.scan == Scan.WAITING:
        uploads.ask(file=str(row.file), at=row.at)


def _store(row: Attachment, file: File[Any]) -> None:
    row.token, row.name = secrets.token_hex(16), shown_name(str(file.name))
    file.seek(0)
    row.content_type = uploads.sniff(file.read(uploads.HEAD))
    file.seek(0)
    picture = redrawn(file, row.content_type) if row.content_type in KINDS else None
    if row.content_type in KINDS and picture is None:
        row.content_type = uploads.UNKNOWN
    _write(row, picture or file)
    if uploads.is_on():
        row.scan = Scan.WAITING
        uploads.ask(file=str(row.file), at=row.at)


def _write(row: Attachment, content: File[Any]) -> None:
    row.size, row.sha256 = content.size, _digest(content)
    row.file.save(f"attachments/{secrets.token_hex(16)}", content, save=False)


def _digest(content: File[Any]) -> str:
    digest = hashlib.sha256()
    content.seek(0)
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()
