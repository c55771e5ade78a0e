"""Attachments: hostile until proven otherwise, stored under names that nobody can guess."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import puremagic
from django.core.files import File
from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from accounts.models import User
from common.refusal import Unable
from tickets import rules
from tickets.models import Attachment, Note, Reply, Ticket

UNKNOWN = "application/octet-stream"
PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
"""Types that are decoded and written anew, so that nothing but the picture is kept."""
MOVING = frozenset({"PNG", "GIF", "WEBP"})
"""Kinds whose pictures may move; of a JPEG with several pictures the first one is kept."""
MOST_PIXELS = 40_000_000
"""A few bytes may claim billions of pixels, and everybody waits while they are decoded."""
HEAD = 8192
"""The bytes that a type is read from."""


class UnableToAttach(Unable):
    """Codes: `too_many_files`, `file_too_large`, `file_empty`; the reasons name the files."""


def check(files: Sequence[File[Any]]) -> None:
    """Refuse more files than a message takes, larger ones than it takes, and empty ones.

    Raises:
        UnableToAttach: before anything is stored.
    """
    if len(files) > rules.MAX_FILES:
        raise UnableToAttach("too_many_files", (str(rules.MAX_FILES),))
    if oversized := rules.oversized((str(file.name), file.size) for file in files):
        raise UnableToAttach("file_too_large", oversized)
    if empty := tuple(str(file.name) for file in files if not file.size):
        raise UnableToAttach("file_empty", empty)


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

    Raises:
        UnableToAttach: see `check`.
    """
    check(files)
    rows = [Attachment(ticket=ticket, uploader=uploader, reply=reply, note=note, at=at) for _ in files]
    for row, file in zip(rows, files, strict=True):
        _fill(row, file)
    return Attachment.objects.bulk_create(rows)


def _fill(row: Attachment, file: File[Any]) -> None:
    row.name = _shown_name(str(file.name))
    row.content_type, content = _sanitized(file)
    row.size = content.size
    row.sha256 = _digest(content)
    row.file.save(f"attachments/{secrets.token_hex(16)}", content, save=False)


def _shown_name(name: str) -> str:
    """The name without folders and control characters, at most 200 characters, its ending kept."""
    plain = "".join(letter for letter in name.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable())
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > 200:  # noqa: PLR2004 - the column's length
        plain = f"{stem[: 199 - len(ending[:20])]}{dot}{ending[:20]}"
    return plain or "file"


def _sanitized(file: File[Any]) -> tuple[str, File[Any]]:
    """The sniffed type and the content to store; a picture that is not redrawn is a file of unknown type."""
    file.seek(0)
    content_type = sniff(file.read(HEAD))
    file.seek(0)
    if content_type not in PICTURES:
        return content_type, file
    picture = _redrawn(file, PICTURES[content_type])
    return (UNKNOWN, file) if picture is None else (content_type, picture)


def sniff(head: bytes) -> str:
    """The type that the first bytes of a file show, whatever its name says."""
    try:
        return puremagic.from_string(head, mime=True) or UNKNOWN
    except (puremagic.PureError, ValueError):
        return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    try:
        return head.decode("utf-8", errors="strict").isprintable() or b"\x00" not in head
    except UnicodeDecodeError:
        return False


def _redrawn(file: File[Any], kind: str) -> File[Any] | None:
    """The picture written anew, without metadata; None when it moves, is too large or cannot be decoded."""
    out = BytesIO()
    try:
        with Image.open(file, formats=[kind]) as picture:
            moves = kind in MOVING and getattr(picture, "is_animated", False)
            if moves or picture.width * picture.height > MOST_PIXELS:
                return None
            ImageOps.exif_transpose(picture).save(out, format=kind, exif=b"")
    except Exception:  # noqa: BLE001 - a hostile file makes a decoder raise anything; the file is kept as it is
        return None
    return ContentFile(out.getvalue())


def _digest(content: File[Any]) -> str:
    digest = hashlib.sha256()
    content.seek(0)
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()
