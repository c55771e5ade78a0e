"""The engine knows the standard library and itself, and reads no clock."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import entitlements.coverage

FOLDER = Path(entitlements.coverage.__file__).parent
SOURCES = sorted(FOLDER.rglob("*.py"))
CLOCKS = {"now", "utcnow", "today", "time_ns", "monotonic", "perf_counter", "localtime"}


def imported(source: str) -> set[str]:
    """The modules that a source imports, in full."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def foreign(source: str) -> set[str]:
    """The imports that are neither of the standard library nor of the engine."""
    own = "entitlements.coverage"
    return {
        name
        for name in imported(source)
        if name.split(".")[0] not in sys.stdlib_module_names and name != own and not name.startswith(f"{own}.")
    }


def clocks(source: str) -> set[str]:
    """The names of clocks that a source calls."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {call.attr for call in calls if isinstance(call, ast.Attribute)} & CLOCKS


def test_the_engine_imports_the_standard_library_and_itself_only() -> None:
    assert SOURCES
    assert {path.name: found for path in SOURCES if (found := foreign(path.read_text()))} == {}


def test_the_engine_reads_no_clock() -> None:
    assert {path.name: found for path in SOURCES if (found := clocks(path.read_text()))} == {}


def test_a_foreign_import_and_a_clock_would_be_seen() -> None:
    assert foreign("import django\nfrom entitlements import models\nimport json") == {"django", "entitlements"}
    assert clocks("import datetime\ndatetime.datetime.now()") == {"now"}
