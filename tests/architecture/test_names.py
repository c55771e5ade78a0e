"""What the house has no room for."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.house import ROOT, Module, modules

BANNED_NAMES = {"utils", "helpers", "managers", "signals", "mixins"}
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.contrib.auth.signals")
# May ask which database it talks to: the two differ there for good.
VENDOR_AWARE = (
    *("outbox.claims", "search.backends", "common.clock", "common.bulk", "common.migrating"),
    "portal.safekeeping.databases",
)
MARKS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
READ_BY_PEOPLE = {".py", ".html", ".txt", ".md", ".toml", ".css", ".js", ".in", ".yml", ".yaml", ".cfg", ".sh"}
NOT_OURS = {"node_modules", "dist", "collected", "var", "vendor", "pictures"}


def badly_named(sources: Iterable[Module]) -> list[str]:
    """Modules whose name says nothing about what they hold."""
    return [module.name for module in sources if BANNED_NAMES & set(module.parts)]


def save_overrides(sources: Iterable[Module]) -> list[str]:
    """Classes that change what saving means; a change is a service."""
    return [
        f"{module.name}:{node.lineno}"
        for module in sources
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and part.name == "save"
    ]


def hidden_orders(sources: Iterable[Module]) -> list[str]:
    """Models ordered behind the reader's back; a queryset says its order."""
    return [
        f"{module.name}:{statement.lineno}"
        for module in sources
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and node.name == "Meta"
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "ordering" for target in statement.targets)
    ]


def signals_used(sources: Iterable[Module]) -> list[str]:
    """Modules that act at a distance; news travels as a topic of the outbox."""
    return sorted({module.name for module in sources for name in module.imports() if name.startswith(SIGNALS)})


def misnamed_refusals(sources: Iterable[Module]) -> list[str]:
    """Refusals that do not read as what could not be done."""
    return [
        f"{module.name}.{node.name}"
        for module in sources
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Unable" for base in node.bases)
        if not node.name.startswith("UnableTo") or node.name.endswith("Error")
    ]


def vendor_questions(sources: Iterable[Module]) -> list[str]:
    """Modules that ask which database they talk to and may not."""
    return [
        f"{module.name}:{node.lineno}"
        for module in sources
        if not module.name.startswith(VENDOR_AWARE)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "vendor"
    ]


def marks(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Lines that leave work to somebody else."""
    return [
        f"{name}:{number}"
        for name, text in texts
        for number, line in enumerate(text.splitlines(), start=1)
        if MARKS.search(line)
    ]


def texts_of_the_house() -> Iterator[tuple[str, str]]:
    """Every file that people read."""
    for path in _files(ROOT):
        if path.suffix in READ_BY_PEOPLE:
            yield str(path.relative_to(ROOT)), path.read_text()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def test_every_module_says_what_it_holds() -> None:
    assert badly_named(modules()) == []


def test_nothing_overrides_save() -> None:
    assert save_overrides(modules()) == []


def test_no_model_orders_itself() -> None:
    assert hidden_orders(modules()) == []


def test_nothing_acts_at_a_distance() -> None:
    assert signals_used(modules()) == []


def test_a_refusal_says_what_could_not_be_done() -> None:
    assert misnamed_refusals(modules()) == []


def test_only_few_modules_ask_which_database_it_is() -> None:
    assert vendor_questions(modules()) == []


def test_no_mark_is_left_behind() -> None:
    assert marks(texts_of_the_house()) == []


def test_a_module_of_helpers_is_found() -> None:
    assert len(badly_named([Module("tickets.utils", ""), Module("tickets.services.helpers", "")])) == 2


def test_an_overridden_save_is_found() -> None:
    assert save_overrides([Module("tickets.models", "class Ticket:\n    def save(self): ...\n")]) == [
        "tickets.models:1"
    ]


def test_a_hidden_order_is_found() -> None:
    source = "class Ticket:\n    class Meta:\n        ordering = ['id']\n"
    assert hidden_orders([Module("tickets.models", source)]) == ["tickets.models:3"]


def test_a_signal_is_found() -> None:
    sources = [Module("tickets.news", "from django.dispatch import receiver\n")]
    assert signals_used(sources) == ["tickets.news"]


def test_a_misnamed_refusal_is_found() -> None:
    source = "class UnableToReply(Unable): ...\nclass UnableToNoteError(Unable): ...\nclass Closed(Unable): ...\n"
    assert misnamed_refusals([Module("tickets.services", source)]) == [
        "tickets.services.UnableToNoteError",
        "tickets.services.Closed",
    ]


def test_a_question_for_the_vendor_is_found() -> None:
    source = "if connection.vendor == 'sqlite': ...\n"
    assert vendor_questions([Module("tickets.services", source)]) == ["tickets.services:1"]
    assert vendor_questions([Module("outbox.claims", source)]) == []


def test_a_mark_is_found() -> None:
    assert marks([("tickets/models.py", "x = 1\n# TO" + "DO: later\n")]) == ["tickets/models.py:2"]
