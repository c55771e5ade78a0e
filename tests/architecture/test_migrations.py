"""A migration runs while the version before it still works; one that breaks that says why it may."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, STOREYS

WHY = "While the old version runs: "
"""How the sentence in a migration's docstring begins that says why it may."""
ASKED_FROM = {
    "accounts": 15,
    "catalog": 6,
    "community": 4,
    "downloads": 4,
    "entitlements": 24,
    "knowledgebase": 6,
    "notifications": 4,
    "oncall": 22,
    "outbox": 6,
    "portal": 8,
    "search": 8,
    "tickets": 20,
    "uploads": 4,
}
"""The first migration of each app that is asked; those before it make the first version, which runs nowhere else."""
TAKES_AWAY = {
    "RemoveField": "drops a column that the old version reads",
    "DeleteModel": "drops a table that the old version reads",
    "RenameField": "renames a column that the old version reads",
    "RenameModel": "renames a table that the old version reads",
    "AlterModelTable": "renames a table that the old version reads",
}
LOCKS = {
    "AddIndex": "holds writers up while the index is made: use common.migrating.AddIndexOnline",
    "AddConstraint": "holds writers up while all rows are checked: add it as not valid first",
}


def breaks(source: str) -> list[str]:
    """What of a migration breaks or holds up the old version, unless its docstring says why it may."""
    tree = ast.parse(source)
    said = " ".join((ast.get_docstring(tree) or "").split())
    return [] if WHY in said and said.split(WHY, 1)[1].strip() else list(_breaks(tree))


def _breaks(tree: ast.Module) -> Iterator[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    made = {_text(call, "name").lower() for call in calls if _name(call) == "CreateModel"}
    for call in calls:
        table = (_text(call, "model_name") or _text(call, "name")).lower()
        if _name(call) in TAKES_AWAY and table not in made:
            yield f"line {call.lineno}: {TAKES_AWAY[_name(call)]}"
        elif _name(call) in LOCKS and table not in made:
            yield f"line {call.lineno}: {LOCKS[_name(call)]}"
        elif _name(call) == "AddField" and table not in made and _is_unknown_to_the_old(_value(call, "field")):
            yield f"line {call.lineno}: adds a column that the old version does not fill: give it null or a db_default"


def _is_unknown_to_the_old(field: ast.expr | None) -> bool:
    """Whether rows that the old version writes lack the field: the database fills neither a default nor null in."""
    if not isinstance(field, ast.Call) or _name(field) == "ManyToManyField":
        return False
    null = _value(field, "null")
    return not (isinstance(null, ast.Constant) and null.value) and _value(field, "db_default") is None


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _value(call: ast.Call, name: str) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == name), None)


def _text(call: ast.Call, name: str) -> str:
    found = _value(call, name)
    return str(found.value) if isinstance(found, ast.Constant) else ""


def asked(files: Iterable[Path]) -> Iterator[Path]:
    """The migrations that run on portals that people use."""
    for file in files:
        number = file.name[:4]
        if number.isdecimal() and int(number) >= ASKED_FROM.get(file.parent.parent.name, 0):
            yield file


def test_no_migration_breaks_the_version_that_still_runs() -> None:
    files = [path for app in STOREYS for path in (ROOT / app / "migrations").glob("*.py")]
    assert files
    assert {str(file.relative_to(ROOT)): found for file in asked(files) if (found := breaks(file.read_text()))} == {}


OPERATIONS = "from django.db import migrations, models\nclass Migration(migrations.Migration):\n    operations = [{}]\n"


@pytest.mark.parametrize(
    ("operation", "found"),
    [
        ("migrations.RemoveField(model_name='ticket', name='x')", "drops a column"),
        ("migrations.RenameField(model_name='ticket', old_name='x', new_name='y')", "renames a column"),
        ("migrations.DeleteModel(name='Ticket')", "drops a table"),
        (
            "migrations.AddIndex(model_name='ticket', index=models.Index(fields=['x'], name='i'))",
            "AddIndexOnline",
        ),
        ("migrations.AddField(model_name='ticket', name='x', field=models.TextField())", "does not fill"),
        ("migrations.AddField(model_name='ticket', name='x', field=models.TextField(default=''))", "does not fill"),
    ],
)
def test_what_breaks_the_old_version_is_found_unless_it_says_why(operation: str, found: str) -> None:
    source = OPERATIONS.format(operation)
    assert found in breaks(source)[0]
    assert breaks(f'"""One idea.\n\n{WHY}nothing reads it since 1.2.\n"""\n{source}') == []
    assert breaks(f'"""{WHY}"""\n{source}') != []


@pytest.mark.parametrize(
    "operation",
    [
        "migrations.AddField(model_name='ticket', name='x', field=models.TextField(null=True))",
        "migrations.AddField(model_name='ticket', name='x', field=models.TextField(db_default=''))",
        "migrations.AddField(model_name='ticket', name='x', field=models.ManyToManyField(to='catalog.product'))",
        "migrations.CreateModel(name='T', fields=[]), migrations.AddIndex(model_name='t', index=models.Index('x'))",
        "AddIndexOnline(model_name='ticket', index=models.Index(fields=['x'], name='i'))",
    ],
)
def test_what_the_old_version_does_not_notice_is_let_pass(operation: str) -> None:
    assert breaks(OPERATIONS.format(operation)) == []
