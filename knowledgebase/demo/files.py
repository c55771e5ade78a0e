"""The files that the demo's articles are written in: a head of names and values, then Markdown."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from knowledgebase.services.writing import rendered

FOLDER = Path(__file__).parent / "articles"
RULE = "---\n"
AGAIN = "\n## "


@dataclass(frozen=True)
class Described:
    """An article of the demo world; `age` is how long ago it was begun, `texts` what a revision keeps of each text."""

    slug: str
    title: str
    summary: str
    kind: str
    visibility: str
    category: str
    product: str
    versions: tuple[str, ...]
    state: str
    author: str
    age: timedelta
    texts: tuple[dict[str, Any], ...]


@cache
def described() -> tuple[Described, ...]:
    """Every article, by its address."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.md")))


def _read(path: Path) -> Described:
    _empty, head, body = path.read_text().split(RULE, 2)
    said = dict(line.split(": ", 1) for line in head.strip().splitlines())
    bodies = [body.strip()]
    if said.get("written_again"):
        bodies.insert(0, bodies[0].rpartition(AGAIN)[0].strip())
    return Described(
        slug=path.stem,
        title=said["title"],
        summary=said["summary"],
        kind=said["kind"],
        visibility=said["visibility"],
        category=said["category"],
        product=said.get("product", ""),
        versions=tuple(each.strip() for each in said.get("versions", "").split(",") if each.strip()),
        state=said.get("state", "published"),
        author=said.get("author", "agent.emea@vendor.example"),
        age=timedelta(days=int(said["days_ago"])),
        texts=tuple({"body": text, **rendered(text)} for text in bodies),
    )
