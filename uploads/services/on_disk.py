"""An upload that arrives on a disk: the bytes there are the truth about how much has arrived."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.core.files import locks
from django.core.files.storage import default_storage

from uploads.models import Upload
from uploads.services.arriving import PIECE, Stream, UnableToReceive, Whole, examine, note

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class OnDisk:
    """Files in a folder that all processes share; whoever writes holds a lock, which goes with its process."""

    def make(self, upload: Upload) -> None:
        """Make an empty file."""
        path = _path(upload)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(exist_ok=False)
        except OSError as error:
            raise UnableToReceive("disk_full") from error

    def received(self, upload: Upload) -> int:
        """How long the file is."""
        try:
            return _path(upload).stat().st_size
        except FileNotFoundError:
            return 0

    def take(self, upload: Upload, offset: int, stream: Stream, at: datetime) -> int:
        """Append; whoever holds another offset than the disk asks again for it."""
        with _held(upload) as file:
            if file.tell() != offset:
                raise UnableToReceive("wrong_offset", (str(file.tell()),))
            try:
                _copy(stream, file, upload.size - offset)
            finally:
                received = file.tell()
                note(upload, received, at)
        return received

    def close(self, upload: Upload) -> Whole:
        """Look at the bytes; they are where they stay."""
        with _path(upload).open("rb") as file:
            return examine(file)

    def forget(self, upload: Upload) -> None:
        """Nothing: the stored file itself is deleted."""


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


def _write(file: BinaryIO, piece: bytes) -> None:
    """Write all of `piece`; the file is not buffered, so that its place is always what the disk holds."""
    left = memoryview(piece)
    while left:
        left = left[file.write(left) :]


def _path(upload: Upload) -> Path:
    return Path(default_storage.path(str(upload.file)))
