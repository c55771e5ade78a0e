"""Anchors of headings, and the table of contents that leads to them.

Pure: standard library only. It reads what `common.markup.html` made, where a heading has no attribute and a sign of
HTML in running text or code is escaped, so that a pattern finds the headings and nothing else.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from html import unescape

PREFIX = "section-"
"""Before each anchor, so that none is the name of a part of the page."""
_HEADING = re.compile(r"<h([123])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: 2 or 3, where it is, and what it says."""

    level: int
    anchor: str
    text: str


def anchored(html: str) -> tuple[str, list[Heading]]:
    """The HTML with an anchor on each heading, and the headings; the page has the first level, so 1 becomes 2."""
    found: list[Heading] = []

    def anchor(match: re.Match[str]) -> str:
        text = unescape(_TAG.sub("", match[2])).strip()
        level = max(2, int(match[1]))
        name = _name(text, {heading.anchor for heading in found})
        found.append(Heading(level, name, text))
        return f'<h{level} id="{name}">{match[2]}</h{level}>'

    return _HEADING.sub(anchor, html), found


def _name(text: str, taken: Collection[str]) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = PREFIX + (re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60] or "part")
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
