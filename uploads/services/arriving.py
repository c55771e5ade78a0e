"""Where the bytes of an upload go while it arrives: onto a disk, or into a bucket."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import IO, Any, NamedTuple, Protocol

from django.core.files.storage import default_storage

from common.refusal import Unable
from uploads import rules
from uploads.models import Upload
from uploads.services.sniffing import HEAD, sniff

PIECE = 256 * 1024


class UnableToReceive(Unable):
    """Codes: those of `rules.problem`, `wrong_offset`, `too_long`, `busy`, `gone`, `disk_full`, `away`, `broken_off`.

    The reason of `wrong_offset` is the number of bytes that are there.
    """


class Stream(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


class Whole(NamedTuple):
    """What a file is whose bytes are all there."""

    content_type: str
    sha256: str


class Place(Protocol):
    """Where bytes go. Each raises UnableToReceive."""

    def make(self, upload: Upload) -> None:
        """Make room, before there is a row."""

    def received(self, upload: Upload) -> int:
        """How many bytes are there."""

    def take(self, upload: Upload, offset: int, stream: Stream, at: datetime) -> int:
        """Add what `stream` gives behind the first `offset` bytes, and note it; how many are there then.

        What arrived before the stream broke off is kept.
        """

    def close(self, upload: Upload) -> Whole:
        """Make the stored file of what has arrived; the same again when it was made before."""

    def forget(self, upload: Upload) -> None:
        """Let go of what arrived of a file that nobody wants any more."""


def note(upload: Upload, received: int, at: datetime, *, known: int | None = None) -> bool:
    """Write down that `received` bytes are there; False when it is not on its way, or no more at `known` bytes."""
    on_its_way = Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING)
    if known is not None:
        on_its_way = on_its_way.filter(received=known)
    upload.received, upload.expires_at = received, at + rules.KEPT
    return bool(on_its_way.update(received=received, expires_at=upload.expires_at))


def examine(file: IO[Any]) -> Whole:
    """What a stored file is, by its bytes."""
    kind = sniff(file.read(HEAD))
    file.seek(0)
    return Whole(kind, _digest(file))


def opened(upload: Upload) -> Any:
    """The stored bytes."""
    return default_storage.open(str(upload.file))


def _digest(file: IO[Any]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a file of bytes
