"""The house as files: its storeys, its modules and its templates."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES, HOT = ROOT / "templates", ROOT / "hot"

# From the top down; what stands later must not know what stands earlier.
STOREYS = (
    "portal",
    "tickets",
    "knowledgebase",
    "community",
    "downloads",
    "search",
    "oncall",
    "entitlements",
    "notifications",
    "uploads",
    "accounts",
    "catalog",
    "outbox",
    "common",
)


@dataclass(frozen=True)
class Module:
    """A Python module: its dotted name and its source."""

    name: str
    source: str

    @property
    def app(self) -> str:
        """The storey that it belongs to."""
        return self.name.split(".", 1)[0]

    @property
    def parts(self) -> tuple[str, ...]:
        """The names below the app."""
        return tuple(self.name.split(".")[1:])

    @property
    def lines(self) -> int:
        """How long it is."""
        return len(self.source.splitlines())

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax; every node also knows its `parent`."""
        tree = ast.parse(self.source)
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                child.parent = node  # type: ignore[attr-defined]
        return tree

    def imports(self) -> Iterator[str]:
        """Every module named by an import, type-checking ones too; `from a import b` gives `a` and `a.b`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                yield base
                yield from (f"{base}.{alias.name}" for alias in node.names)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the house except migrations."""
    paths = (path for storey in STOREYS for path in sorted((ROOT / storey).rglob("*.py")))
    return tuple(_read(path) for path in paths if "migrations" not in path.parts)


def templates() -> list[Path]:
    """Every template of the house, Django's and the hot parts."""
    kinds = {".html", ".txt", ".svg", ".jinja"}
    return sorted(path for folder in (TEMPLATES, HOT) for path in folder.rglob("*") if path.suffix in kinds)


def ancestors(node: ast.AST) -> Iterator[ast.AST]:
    """What a node stands in, from the inside out."""
    parent = getattr(node, "parent", None)
    while parent is not None:
        yield parent
        parent = getattr(parent, "parent", None)


def _read(path: Path) -> Module:
    relative = path.relative_to(ROOT).with_suffix("")
    parts = relative.parts[:-1] if relative.name == "__init__" else relative.parts
    return Module(".".join(parts), path.read_text())
