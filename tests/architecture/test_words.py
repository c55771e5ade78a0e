"""The words of the product and the settings, each explained where people look."""

import ast
import re
from collections.abc import Iterable
from enum import Enum

import pytest
from django.conf import global_settings
from django.db.models import Choices

from entitlements.coverage import values
from tests.architecture.house import ROOT, STOREYS, Module, modules

GLOSSARY = ROOT / "docs" / "glossary.md"
SETTINGS = ROOT / "docs" / "settings.md"
# Django asks for it, and gives it no default.
OF_DJANGO = {"ROOT_URLCONF"}


def missing(words: Iterable[str], text: str) -> list[str]:
    """Words that the text does not mention, whatever their case."""
    known = re.sub(r"\s+", " ", text.casefold())
    return sorted({word for word in words if word.casefold() not in known})


def labels() -> list[str]:
    """Every label of every choice of our models; what follows a colon is its explanation."""
    return [str(label).split(":")[0] for kind in _kinds(Choices) for label in kind.labels]


def engine_words() -> list[str]:
    """Every value of the engine's enumerations, as it is said."""
    kinds = [kind for kind in vars(values).values() if isinstance(kind, type) and issubclass(kind, Enum)]
    return [str(member.value).replace("_", " ") for kind in kinds for member in kind]


def _kinds(parent: type[Choices]) -> list[type[Choices]]:
    found = [kind for child in parent.__subclasses__() for kind in (child, *_kinds(child))]
    return [kind for kind in found if kind.__module__.split(".")[0] in STOREYS]


def setting_names(sources: Iterable[Module]) -> set[str]:
    """Settings that Django does not know, and variables of the environment that are read."""
    return {name for module in sources for name in (*_assigned(module.tree), *_read(module.tree))}


def _assigned(tree: ast.Module) -> set[str]:
    targets = [
        target
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    names = {target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper()}
    return {name for name in names - OF_DJANGO if not hasattr(global_settings, name)}


def _read(tree: ast.Module) -> dict[str, str]:
    """The variables of the environment that are read, each with the method that reads it."""
    return {
        node.args[0].value: node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_the_glossary_has_every_word_that_people_read() -> None:
    assert missing(labels(), GLOSSARY.read_text()) == []


def test_the_glossary_has_every_word_of_the_engine() -> None:
    assert missing(engine_words(), GLOSSARY.read_text()) == []


def test_every_setting_is_explained() -> None:
    sources = [module for module in modules() if module.name.startswith("portal.settings")]
    assert missing((f"`{name}`" for name in setting_names(sources)), SETTINGS.read_text()) == []


TYPES = {"str": "text", "int": "whole number", "bool": "yes or no", "list": "list", "db": "address"}


def types(sources: Iterable[Module]) -> dict[str, str]:
    """How each variable of the environment is read."""
    return {name: TYPES[kind] for module in sources for name, kind in _read(module.tree).items()}


def listed(page: str) -> dict[str, str]:
    """The type that the page gives each variable."""
    rows = re.findall(r"^\| (`[^|]+) \| ([^|]+) \| [^|]+ \| .+ \|$", page, flags=re.MULTILINE)
    return {name: kind for names, kind in rows for name in re.findall(r"`([A-Z_0-9]+)`", names)}


def test_every_variable_is_listed_with_the_type_as_which_it_is_read() -> None:
    sources = [module for module in modules() if module.name.startswith("portal.settings")]
    found = listed(SETTINGS.read_text())
    assert {name: found.get(name) for name in types(sources)} == types(sources)


def test_a_variable_of_another_type_is_found() -> None:
    source = Module("portal.settings.base", "PORT = env.int('PORT')\n")
    assert types([source]) == {"PORT": "whole number"}
    assert listed("| `PORT`, `HOST` | text | 25 | where |\n| `OTHER` | what |\n") == {"PORT": "text", "HOST": "text"}


def test_a_word_without_an_explanation_is_found() -> None:
    assert missing(["covered later", "covered\nnow".replace("\n", " ")], "| Covered\nNow | ...") == ["covered later"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("NIGHT_DESK = 'emea'\n", "NIGHT_DESK"),
        ("NIGHTS: list[str] = []\n", "NIGHTS"),
        ("EMAIL_HOST = env.str('MAIL_SERVER')\n", "MAIL_SERVER"),
    ],
)
def test_a_setting_of_our_own_is_seen(source: str, name: str) -> None:
    assert setting_names([Module("portal.settings.base", source)]) == {name}
