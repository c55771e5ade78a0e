"""An upload that arrives in a bucket, piece by piece at whichever web server: each part is stored at once.

The bytes from one multiple of `rules.PART` to the next are a part of the object. What is behind the last whole part is
an object of its own until more comes. The row is the truth about how much has arrived: what was stored and not noted
is stored again, in the same place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage

from uploads import rules
from uploads.models import Upload
from uploads.services.arriving import PIECE, Stream, UnableToReceive, Whole, examine, note, opened

bucket: Any = default_storage


class InBucket:
    """Parts of an object; of two writers at the same place the second one is refused."""

    def make(self, upload: Upload) -> None:
        """Nothing: the first bytes make it."""

    def received(self, upload: Upload) -> int:
        """What the row says."""
        return upload.received

    def take(self, upload: Upload, offset: int, stream: Stream, at: datetime) -> int:
        """Store whole parts as they come, and the rest at the end, also when the stream breaks off."""
        _look_again(upload)
        if upload.received != offset:
            raise UnableToReceive("wrong_offset", (str(upload.received),))
        if upload.received < upload.size:
            _fill(upload, stream, at)
        return upload.received

    def close(self, upload: Upload) -> Whole:
        """Join the parts, then look at the bytes."""
        _look_again(upload)
        with _reached():
            if upload.parts:
                with suppress(FileNotFoundError):  # joined before, by a request that was lost then
                    bucket.join_parts(str(upload.file), upload.parts)
            with opened(upload) as file:
                whole = examine(file)
            bucket.delete(rules.rest_of(str(upload.file)))
        return whole

    def forget(self, upload: Upload) -> None:
        """Give up the parts, and what is behind them."""
        bucket.delete(rules.rest_of(str(upload.file)))
        if upload.parts:
            with suppress(FileNotFoundError):
                bucket.drop_parts(str(upload.file), upload.parts)


def _fill(upload: Upload, stream: Stream, at: datetime) -> None:
    held = bytearray(_rest(upload))
    there = len(held)
    try:
        while (wanted := _wanted(upload, held)) and (piece := _read(stream, wanted)):
            held += piece
            if len(held) == rules.PART:
                _store(upload, held, at)
                held.clear()
                there = 0
    except UnableToReceive as refusal:
        if refusal.code == "broken_off" and len(held) > there:
            _store(upload, held, at)
        raise
    if len(held) > there:
        _store(upload, held, at)


def _look_again(upload: Upload) -> None:
    """What the row says now.

    Raises:
        UnableToReceive: when the file is not on its way any more.
    """
    found = Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING).values_list("received", "parts").first()
    if found is None:
        raise UnableToReceive("gone")
    upload.received, upload.parts = found


def _rest(upload: Upload) -> bytes:
    """What has arrived behind the last whole part."""
    behind = upload.received % rules.PART
    with _reached():
        return bucket.read(rules.rest_of(str(upload.file)), 0, behind) if behind else b""


def _wanted(upload: Upload, held: bytearray) -> int:
    """How many bytes to read next: never past the part, nor past what was announced."""
    begins = upload.received - upload.received % rules.PART
    return min(PIECE, rules.PART - len(held), upload.size - begins - len(held))


def _read(stream: Stream, most: int) -> bytes:
    try:
        return stream.read(most)
    except OSError as error:
        raise UnableToReceive("broken_off") from error


def _store(upload: Upload, held: bytearray, at: datetime) -> None:
    """Store what belongs behind the whole parts, and write down that it is there."""
    known, name = upload.received, str(upload.file)
    begins = known - known % rules.PART
    received = begins + len(held)
    with _reached():
        if begins == 0 and received == upload.size:
            bucket.write(name, bytes(held))
        elif len(held) == rules.PART or received == upload.size:
            bucket.write_part(name, _parts(upload), begins // rules.PART + 1, bytes(held))
        else:
            bucket.write(rules.rest_of(name), bytes(held))
    if not note(upload, received, at, known=known):
        raise UnableToReceive("busy")


def _parts(upload: Upload) -> str:
    """The bucket's number of the object of parts, which the first of them begins."""
    if not upload.parts:
        begun = bucket.begin_parts(str(upload.file))
        if not Upload.objects.filter(pk=upload.pk, parts="").update(parts=begun):
            bucket.drop_parts(str(upload.file), begun)
            raise UnableToReceive("busy")
        upload.parts = begun
    return upload.parts


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise UnableToReceive("gone") from error
    except OSError as error:
        raise UnableToReceive("away") from error
