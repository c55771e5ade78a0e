"""Pictures: decoded and drawn anew, so that nothing but the picture is kept."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

KINDS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
"""Types that are decoded and written anew; an attachment of such a type was drawn by the portal."""
MOVING = frozenset({"PNG", "GIF", "WEBP"})
"""Kinds whose pictures may move; of a JPEG with several pictures the first one is kept."""
MOST_PIXELS = 40_000_000
"""A few bytes may claim billions of pixels, and everybody waits while they are decoded."""
UNPACKS = ("Decompressed data too large", "Too much memory used in text chunks")
"""How Pillow says that the words of a picture are more than it unpacks."""


def is_bomb(file: Any, content_type: str) -> bool:
    """Whether a few bytes claim so many pixels, or unpack into so much text, that opening them fills a memory."""
    try:
        with Image.open(file, formats=[KINDS[content_type]]):
            return False
    except Image.DecompressionBombError:
        return True
    except Exception as error:  # noqa: BLE001 - what is merely broken is kept as it is
        return any(sign in str(error) for sign in UNPACKS)


def redrawn(file: Any, content_type: str) -> ContentFile[bytes] | None:
    """The picture written anew, without metadata; None when it moves, is too large or cannot be decoded."""
    out, kind = BytesIO(), KINDS[content_type]
    try:
        with Image.open(file, formats=[kind]) as picture:
            moves = kind in MOVING and getattr(picture, "is_animated", False)
            if moves or picture.width * picture.height > MOST_PIXELS:
                return None
            ImageOps.exif_transpose(picture).save(out, format=kind, exif=b"")
    except Exception:  # noqa: BLE001 - a hostile file makes a decoder raise anything; the file is kept as it is
        return None
    return ContentFile(out.getvalue())
