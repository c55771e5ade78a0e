"""The addresses of articles."""

import re
import unicodedata
from collections.abc import Container

LONGEST_SLUG = 80
RESERVED = frozenset({"drafts", "feed", "files", "new", "outdated", "preview", "roles", "subscriptions"})
"""Addresses that are the knowledge base's own."""


def slug_of(title: str, taken: Container[str] = ()) -> str:
    """The address that a title gives, with a number where it is `taken`: `mount-a-share-2`."""
    bare = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[: LONGEST_SLUG - 5].strip("-") or "article"
    slug, number = stem, 1
    while slug in taken or slug in RESERVED:
        number += 1
        slug = f"{stem}-{number}"
    return slug
