"""Taking files in: begun once, sent in pieces that may break off anywhere, complete when all bytes are there."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.core.files import File, locks
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from accounts.querysets import is_agent
from common.refusal import Unable
from uploads import rules
from uploads.models import Upload
from uploads.services import scanning
from uploads.services.sniffing import HEAD, sniff

PIECE = 256 * 1024
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class UnableToReceive(Unable):
    """Codes: those of `rules.problem`, `wrong_offset`, `too_long`, `busy`, `gone`, `disk_full`, `broken_off`.

    The reason of `wrong_offset` is the number of bytes that are there.
    """


class Stream(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


@transaction.atomic
def begin(*, owner: User, purpose: str, name: str, size: int, at: datetime) -> Upload:
    """Make room for a file of `size` bytes.

    Raises:
        UnableToReceive: when it is too large or empty, or its owner has too much waiting already.
    """
    list(User.objects.select_for_update().filter(pk=owner.pk))  # two that begin at once wait for each other here
    in_hand = Upload.objects.in_hand().filter(owner=owner, purpose=purpose)
    waiting = list(in_hand.values_list("size", flat=True))
    if problem := rules.problem(purpose, size, waiting, is_agent=is_agent(owner)):
        raise UnableToReceive(problem, (rules.shown_name(name),))
    upload = Upload(owner=owner, purpose=purpose, name=rules.shown_name(name), size=size, at=at)
    upload.token, upload.expires_at = secrets.token_hex(16), at + rules.KEPT
    upload.file = f"uploads/{secrets.token_hex(16)}"
    _make(_path(upload))
    upload.save(force_insert=True)
    return upload


def append(*, upload: Upload, offset: int, stream: Stream, at: datetime) -> int:
    """Add what `stream` gives behind the first `offset` bytes; returns how many are there then.

    What had arrived when the stream broke off or the disk was full is kept. The last byte completes the upload.

    Raises:
        UnableToReceive: see there; whoever holds another offset than the disk asks again for it.
    """
    with _held(upload) as file:
        if file.tell() != offset:
            raise UnableToReceive("wrong_offset", (str(file.tell()),))
        try:
            _copy(stream, file, upload.size - offset)
        finally:
            received = file.tell()
            _note(upload, received, at)
    if received == upload.size:
        _complete(upload, at)
    return received


def offset_of(upload: Upload) -> int:
    """How many bytes of it are there."""
    if upload.state != Upload.State.RECEIVING:
        return upload.received
    try:
        return _path(upload).stat().st_size
    except FileNotFoundError:
        return 0


def keep(*, owner: User, purpose: str, file: File[Any], at: datetime) -> Upload:
    """Store a file that a form brought, as if it had been uploaded before.

    Raises:
        UnableToReceive: as `begin` and `append`.
    """
    upload = begin(owner=owner, purpose=purpose, name=str(file.name), size=file.size, at=at)
    file.seek(0)
    append(upload=upload, offset=0, stream=file, at=at)
    return upload


@transaction.atomic
def cancel(*, upload: Upload) -> None:
    """Forget an upload that nothing uses.

    Raises:
        UnableToReceive: with `gone` when something uses it, or it has expired.
    """
    if not Upload.objects.in_hand().filter(pk=upload.pk).delete()[0]:
        raise UnableToReceive("gone")
    scanning.discard(str(upload.file))


def break_off() -> int:
    """Expire every upload that is on its way: in a portal that was restored its bytes are not there. How many."""
    return Upload.objects.filter(state=Upload.State.RECEIVING).update(state=Upload.State.EXPIRED)


def expire(at: datetime) -> int:
    """Delete what nobody used in time, and the rows of what is long gone; returns how many expired."""
    expired = [upload for upload in Upload.objects.overdue(at) if _expire(upload, at)]
    over = (Upload.State.EXPIRED, Upload.State.INFECTED, Upload.State.ADOPTED)
    Upload.objects.filter(state__in=over, expires_at__lte=at - rules.FORGOTTEN).delete()
    return len(expired)


@transaction.atomic
def _expire(upload: Upload, at: datetime) -> bool:
    expired = Upload.objects.overdue(at).filter(pk=upload.pk).update(state=Upload.State.EXPIRED)
    if expired:
        scanning.discard(str(upload.file))
    return bool(expired)


def _make(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(exist_ok=False)
    except OSError as error:
        raise UnableToReceive("disk_full") from error


@contextmanager
def _held(upload: Upload) -> Iterator[BinaryIO]:
    """The stored file, open at its end, for this writer alone; the lock goes with the process that holds it."""
    try:
        with _path(upload).open("r+b", buffering=0) as file:
            if not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
                raise UnableToReceive("busy")
            if not Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING).exists():
                raise UnableToReceive("gone")
            file.seek(0, os.SEEK_END)
            yield file
    except FileNotFoundError as error:
        raise UnableToReceive("gone") from error


def _copy(stream: Stream, file: BinaryIO, most: int) -> None:
    try:
        while most > 0 and (piece := stream.read(min(PIECE, most))):
            _write(file, piece)
            most -= len(piece)
        os.fsync(file.fileno())
    except OSError as error:
        raise UnableToReceive("disk_full" if error.errno in FULL else "broken_off") from error


def _note(upload: Upload, received: int, at: datetime) -> None:
    upload.received, upload.expires_at = received, at + rules.KEPT
    noted = {"received": received, "expires_at": upload.expires_at}
    Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING).update(**noted)


def _write(file: BinaryIO, piece: bytes) -> None:
    """Write all of `piece`; the file is not buffered, so that its place is always what the disk holds."""
    left = memoryview(piece)
    while left:
        left = left[file.write(left) :]


@transaction.atomic
def _complete(upload: Upload, at: datetime) -> None:
    with _path(upload).open("rb") as file:
        upload.content_type = sniff(file.read(HEAD))
        file.seek(0)
        upload.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    upload.state = (Upload.State.WAITING if scanning.is_on() else Upload.State.CLEAN).value
    receiving = Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING)
    facts = {"content_type": upload.content_type, "sha256": upload.sha256, "state": upload.state}
    if not receiving.update(**facts):
        raise UnableToReceive("gone")
    if upload.state == Upload.State.WAITING:
        scanning.ask(file=str(upload.file), at=at)


def _path(upload: Upload) -> Path:
    return Path(default_storage.path(str(upload.file)))
