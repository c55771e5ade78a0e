"""Files as what uses them keeps them: checked, under names that nobody can guess, pictures drawn anew."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from common.refusal import Unable
from uploads import rules
from uploads.models import Upload
from uploads.services import scanning
from uploads.services.adopting import StoredUpload, UnableToAdopt, adopt
from uploads.services.pictures import KINDS, is_bomb, redrawn
from uploads.services.sniffing import HEAD, UNKNOWN, sniff

log = logging.getLogger(__name__)


class UnableToStore(Unable):
    """The reasons name the files.

    Codes: `too_many_files`, `file_too_large`, `file_empty`, `picture_unpacks`, `not_stored`.
    """


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is kept of a file: its address `token`, its names, what it is, and its `Upload.State`: clean or waiting."""

    token: str
    name: str
    file: str
    size: int
    sha256: str
    content_type: str
    scan: str


def check(files: Sequence[File[Any]], purpose: str) -> None:
    """Refuse more files than a form of that purpose takes, too large and empty ones, and pictures that fill a memory.

    An upload is held to the limit of its own purpose, what the form brings itself to `rules.LARGEST_OF_A_FORM`.

    Raises:
        UnableToStore: before anything is stored.
    """
    if len(files) > rules.LIMITS[purpose].of_a_form:
        raise UnableToStore("too_many_files", (str(rules.LIMITS[purpose].of_a_form),))
    if oversized := tuple(str(file.name) for file in files if file.size > _most(file)):
        raise UnableToStore("file_too_large", oversized)
    if empty := tuple(str(file.name) for file in files if not file.size):
        raise UnableToStore("file_empty", empty)
    try:
        bombs = tuple(str(file.name) for file in files if _unpacks(file, purpose))
    except OSError as error:
        log.exception("A file of a form could not be read.")
        raise UnableToStore("not_stored", tuple(str(file.name) for file in files)) from error
    if bombs:
        raise UnableToStore("picture_unpacks", bombs)


def store(file: File[Any], *, owner: User, folder: str, at: datetime) -> StoredFile:
    """Keep a file of a form, or an upload of `owner` with its address, in the caller's transaction.

    A picture is drawn anew; what cannot be drawn is of unknown type. "file.scanned" brings the verdict on what waits.

    Raises:
        UnableToAdopt: when an upload cannot be used, and with `not_stored` when there is no room or no way to it.
    """
    try:
        return _adopted(file, owner, folder, at) if isinstance(file, StoredUpload) else _came(file, folder, at)
    except OSError as error:
        log.exception("A file of a form could not be stored.")
        raise UnableToAdopt("not_stored", (str(file.name),)) from error


def own_picture(*, owner: User, token: str, purpose: str) -> tuple[ContentFile[bytes], str] | None:
    """An upload of `owner` that nothing uses yet, drawn anew, and its type; None for anything but a clean picture."""
    own = Upload.objects.visible_to(owner).filter(token=token, state=Upload.State.CLEAN)
    upload = own.filter(purpose=purpose, content_type__in=KINDS).first()
    if upload is None:
        return None
    with upload.file.open("rb") as file:
        drawn = redrawn(file, upload.content_type)
    return (drawn, upload.content_type) if drawn else None


def _limit(file: File[Any], purpose: str) -> rules.Limit:
    return rules.LIMITS[file.upload.purpose if isinstance(file, StoredUpload) else purpose]


def _most(file: File[Any]) -> int:
    return rules.LIMITS[file.upload.purpose].max_bytes if isinstance(file, StoredUpload) else rules.LARGEST_OF_A_FORM


def _unpacks(file: File[Any], purpose: str) -> bool:
    """Whether it is a picture that nobody can open; what is not drawn is never opened here."""
    if not _limit(file, purpose).is_drawn:
        return False
    if isinstance(file, StoredUpload):
        upload = file.upload
        if upload.content_type not in KINDS:
            return False
        with default_storage.open(str(upload.file)) as stored:
            return is_bomb(stored, upload.content_type)
    file.seek(0)
    found = sniff(file.read(HEAD))
    file.seek(0)
    is_refused = found in KINDS and is_bomb(file, found)
    file.seek(0)
    return is_refused


def _adopted(file: StoredUpload, owner: User, folder: str, at: datetime) -> StoredFile:
    upload = file.upload
    scan = adopt(upload=upload, owner=owner)
    there = StoredFile(
        upload.token, upload.name, str(upload.file), upload.size, upload.sha256, upload.content_type, scan
    )
    if upload.content_type not in KINDS:
        return there
    picture = _drawn(there) if rules.LIMITS[upload.purpose].is_drawn else None
    if picture is None:
        return replace(there, content_type=UNKNOWN)
    drawn = replace(there, **_written(picture, folder))
    scanning.discard(there.file)
    if scan == Upload.State.WAITING:
        scanning.ask(file=drawn.file, at=at)
    return drawn


def _drawn(there: StoredFile) -> ContentFile[bytes] | None:
    with default_storage.open(there.file) as file:
        return redrawn(file, there.content_type)


def _came(file: File[Any], folder: str, at: datetime) -> StoredFile:
    file.seek(0)
    found = sniff(file.read(HEAD))
    file.seek(0)
    picture = redrawn(file, found) if found in KINDS else None
    content_type = UNKNOWN if found in KINDS and picture is None else found
    written, scan = _written(picture or file, folder), Upload.State.CLEAN
    if scanning.is_on():
        scan = Upload.State.WAITING
        scanning.ask(file=written["file"], at=at)
    name = rules.shown_name(str(file.name))
    return StoredFile(token=secrets.token_hex(16), name=name, content_type=content_type, scan=scan.value, **written)


def _written(content: File[Any], folder: str) -> dict[str, Any]:
    """Where the bytes are now, how many, and their digest."""
    digest = hashlib.sha256()
    content.seek(0)
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    file = default_storage.save(f"{folder}/{secrets.token_hex(16)}", content)
    return {"file": file, "size": content.size, "sha256": digest.hexdigest()}
