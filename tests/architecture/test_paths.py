"""What the documentation names is there."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.house import ROOT

NAMED = re.compile(rf"`((?:{'|'.join(each.name for each in ROOT.iterdir() if each.is_dir())})/[\w./-]*)`")
LINKED = re.compile(r"\]\((?!https?:|/)([\w./-]+)")
MADE = ("var/", "static/dist/")
"""What commands make."""


def pages() -> Iterator[Path]:
    """What people read first, and the documentation; what was decided once stays as it was written."""
    yield from ROOT.glob("*.md")
    yield from (ROOT / "docs").glob("*.md")


def dead(texts: Iterable[tuple[Path, str]]) -> list[str]:
    """Paths that lead nowhere: files and folders by their names, and links."""
    return [
        f"{page.name}: {path}"
        for page, text in texts
        for start, pattern in ((ROOT, NAMED), (page.parent, LINKED))
        for path in pattern.findall(text)
        if not path.startswith(MADE) and not (start / path).exists()
    ]


def test_every_path_leads_somewhere() -> None:
    assert dead((page, page.read_text()) for page in pages()) == []


def test_a_path_that_leads_nowhere_is_found() -> None:
    text = (
        "`common/http.py`, `tickets/rules.py`, `tests/pages/`, `text/html`, [1](0001-accept-the-stack.md), [2](no.md)"
    )
    assert dead([(ROOT / "docs/decisions/README.md", text)]) == ["README.md: tickets/rules.py", "README.md: no.md"]
