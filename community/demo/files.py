"""The threads of the demo world as files: heads of names and values between dashes, each before its Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from common import markup

FOLDER = Path(__file__).parent / "threads"
_LINE = re.compile(r"^---$", re.MULTILINE)


@dataclass(frozen=True)
class TellsPost:
    """A post of a file; `after` are hours since the question."""

    by: str
    after: float
    body: str
    html: str
    votes: int
    marks: frozenset[str]


@dataclass(frozen=True)
class TellsThread:
    """A thread of a file; `ago` are days. The first of `posts` is the question."""

    title: str
    category: str
    tags: tuple[str, ...]
    ago: float
    posts: tuple[TellsPost, ...]
    marks: frozenset[str]


@cache
def threads() -> tuple[TellsThread, ...]:
    """Every thread, the oldest first; read and rendered once."""
    found = (_thread(path.read_text()) for path in sorted(FOLDER.glob("*.md")))
    return tuple(sorted(found, key=lambda each: -each.ago))


def _thread(text: str) -> TellsThread:
    parts = _LINE.split(text)[1:]
    pairs = [(_head(parts[place]), parts[place + 1].strip()) for place in range(0, len(parts) - 1, 2)]
    first = pairs[0][0]
    tags = tuple(tag.strip() for tag in first["tags"].split(","))
    posts = tuple(_post(head, body) for head, body in pairs)
    return TellsThread(first["title"], first["category"], tags, float(first["ago"]), posts, _marks(first))


def _post(head: dict[str, str], body: str) -> TellsPost:
    after, votes = float(head.get("after", "0")), int(head.get("votes", "0"))
    return TellsPost(head["by"], after, body, markup.html(body), votes, _marks(head))


def _head(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.strip().splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _marks(head: dict[str, str]) -> frozenset[str]:
    return frozenset(name for name, value in head.items() if value == "yes")
