"""How long things may be: a stranger reads them in one look."""

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.house import ROOT, Module, modules, templates

FUNCTION_WANTED, FUNCTION_NEVER, FUNCTION_SHARE = 20, 40, 0.95
MODULE_WANTED, MODULE_NEVER, MODULE_SHARE = 250, 400, 0.95
TEMPLATE_NEVER = 80


def functions(sources: Iterable[Module]) -> Iterator[tuple[str, int]]:
    """Every function with its length, docstring included."""
    for module in sources:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{module.name}.{node.name}", (node.end_lineno or 0) - node.lineno + 1


def longer(sizes: Iterable[tuple[str, int]], limit: int) -> list[str]:
    """What is longer than `limit` lines."""
    return [f"{name}: {lines} lines" for name, lines in sizes if lines > limit]


def test_no_function_is_longer_than_forty_lines() -> None:
    assert longer(functions(modules()), FUNCTION_NEVER) == []


def test_nineteen_functions_of_twenty_have_at_most_twenty_lines() -> None:
    sizes = list(functions(modules()))
    long = longer(sizes, FUNCTION_WANTED)
    assert len(long) <= (1 - FUNCTION_SHARE) * len(sizes), "\n".join(long)


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    assert longer(((module.name, module.lines) for module in modules()), MODULE_NEVER) == []


def test_few_modules_are_longer_than_wanted() -> None:
    long = longer(((module.name, module.lines) for module in modules()), MODULE_WANTED)
    assert len(long) <= max(2, (1 - MODULE_SHARE) * len(modules())), "\n".join(long)


def test_no_template_is_longer_than_eighty_lines() -> None:
    sizes = ((str(path.relative_to(ROOT)), len(path.read_text().splitlines())) for path in templates())
    assert longer(sizes, TEMPLATE_NEVER) == []


def test_a_long_function_is_measured_with_its_docstring() -> None:
    source = 'def long():\n    """One.\n\n    Two.\n    """\n' + "    pass\n" * 36
    assert longer(functions([Module("tickets.services", source)]), FUNCTION_NEVER) == [
        "tickets.services.long: 41 lines"
    ]
