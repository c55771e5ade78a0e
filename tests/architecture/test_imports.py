"""What import-linter cannot say: which rooms of another app may be entered, and how pure the pure ones are."""

import ast
import re
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions

from tests.architecture.house import ROOT, STOREYS, Module, ancestors, modules

OPEN_ROOMS = {"models", "querysets", "services", "portfolio", "permissions", "rules", "coverage", "fields", "readers"}
# The composition root puts together what each app brings for the purpose.
COMPOSED = {"notices", "indexing", "demo"}
PURE_ROOMS = {"rules", "coverage"}


def closed_rooms_entered(sources: Iterable[Module]) -> list[str]:
    """Imports of another app's views, forms, tasks and other private rooms."""
    return sorted(
        {
            f"{module.name} imports {name}"
            for module in sources
            for name in module.imports()
            if _is_foreign(module, name) and not _is_open(module, name)
        }
    )


def _is_foreign(module: Module, name: str) -> bool:
    app = name.split(".", maxsplit=1)[0]
    return app in STOREYS and app not in {module.app, "common"} and "." in name


def _is_open(module: Module, name: str) -> bool:
    room = name.split(".")[1]
    return room in OPEN_ROOMS or (module.app == "portal" and room in COMPOSED)


def impure_imports(sources: Iterable[Module]) -> list[str]:
    """Imports of anything but the standard library and each other in the pure rooms."""
    return sorted(
        {
            f"{module.name} imports {name}"
            for module in sources
            if PURE_ROOMS & set(module.parts)
            for name in module.imports()
            if not _is_pure(name)
        }
    )


def _is_pure(name: str) -> bool:
    app, *rooms = name.split(".")
    if app in STOREYS:
        return not rooms or rooms[0] in PURE_ROOMS
    return app in sys.stdlib_module_names


def test_another_app_is_entered_through_its_open_rooms_only() -> None:
    assert closed_rooms_entered(modules()) == []


def test_rules_and_coverage_know_the_standard_library_and_each_other_only() -> None:
    assert impure_imports(modules()) == []


def test_a_closed_room_that_is_entered_is_found() -> None:
    bad = Module("tickets.services", "from accounts.views import profile\nfrom accounts.models import User\n")
    assert closed_rooms_entered([bad]) == [
        "tickets.services imports accounts.views",
        "tickets.services imports accounts.views.profile",
    ]


def test_an_import_for_types_alone_counts_too() -> None:
    bad = Module("tickets.models", "if TYPE_CHECKING:\n    from entitlements.admin import ContractAdmin\n")
    assert closed_rooms_entered([bad]) != []


def test_a_framework_in_a_pure_room_is_found() -> None:
    bad = Module("tickets.rules", "import dataclasses\nfrom django.conf import settings\n")
    assert impure_imports([bad]) == ["tickets.rules imports django.conf", "tickets.rules imports django.conf.settings"]


def test_a_model_in_the_engine_is_found() -> None:
    assert impure_imports([Module("entitlements.coverage.spans", "from entitlements.models import Contract\n")]) != []
    assert impure_imports([Module("entitlements.coverage.spans", "from entitlements import models\n")]) != []
    assert impure_imports([Module("entitlements.coverage.spans", "from catalog.rules import parse\n")]) == []


def runtime_imports(module: Module) -> set[str]:
    """The packages that it imports when it runs: not those that only the type checker reads."""
    found = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and not _is_for_types(node):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            found |= {name.split(".", 1)[0] for name in names}
    return found


def _is_for_types(node: ast.AST) -> bool:
    return any(isinstance(each, ast.If) and "TYPE_CHECKING" in ast.unparse(each.test) for each in ancestors(node))


def test_the_portal_starts_with_what_it_is_locked_to() -> None:
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), flags=re.MULTILINE))
    known = {re.sub(r"[-_.]+", "-", name).lower() for name in locked}
    homes = packages_distributions()
    missing = {
        f"{module.name} imports {name}"
        for module in modules()
        for name in runtime_imports(module) - sys.stdlib_module_names - set(STOREYS)
        if not any(re.sub(r"[-_.]+", "-", home).lower() in known for home in homes.get(name, []))
    }
    assert missing == set()


def test_an_import_for_types_alone_does_not_count() -> None:
    source = "import django\nif TYPE_CHECKING:\n    from django_stubs_ext import StrOrPromise\n"
    assert runtime_imports(Module("accounts.wording", source)) == {"django"}
