"""What is queued or published by name has somebody who takes it."""

import ast
from collections.abc import Iterable, Iterator
from importlib import import_module

from django.conf import settings

from portal.celery import app
from portal.celery_settings import beat_schedule
from tests.architecture.house import Module, modules

QUEUEING = {"ring", "send_task"}
FOLLOWERS = "portal.followers"


def names_given_to(functions: set[str], sources: Iterable[Module]) -> Iterator[tuple[str, str]]:
    """(module, name) for each call of one of `functions` whose first argument is a string or a constant of one."""
    for module in sources:
        constants = _constants(module.tree)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and _called(node) in functions and node.args:
                name = _text(node.args[0], constants)
                if name:
                    yield module.name, name


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _constants(tree: ast.Module) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _text(node: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return constants.get(getattr(node, "id", "") or getattr(node, "attr", ""), "")


def topics_followed(sources: Iterable[Module]) -> set[str]:
    """Every key of a mapping in the module of followers."""
    return {
        key.value
        for module in sources
        if module.name == FOLLOWERS
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def deaf(sources: tuple[Module, ...]) -> list[str]:
    """Topics that are published and that nobody follows."""
    followed = topics_followed(sources)
    return [f"{where}: {topic}" for where, topic in names_given_to({"publish"}, sources) if topic not in followed]


def unknown_tasks(sources: Iterable[Module], tasks: set[str]) -> list[str]:
    """Names queued that are no task."""
    return [f"{where}: {name}" for where, name in names_given_to(QUEUEING, sources) if name not in tasks]


def known_tasks() -> set[str]:
    """Every task that the worker finds."""
    for name in settings.INSTALLED_APPS:
        if any(module.name == f"{name}.tasks" for module in modules()):
            import_module(f"{name}.tasks")
    return set(app.tasks)


def test_every_queued_name_is_a_task() -> None:
    assert unknown_tasks(modules(), known_tasks()) == []


def test_every_beat_names_a_task() -> None:
    assert {entry["task"] for entry in beat_schedule.values()} <= known_tasks()


def test_every_topic_has_a_follower() -> None:
    assert deaf(modules()) == []


def test_a_name_that_is_no_task_is_found() -> None:
    bad = Module("tickets.services", "BELL = 'portal.tasks.sweeep'\nring(BELL)\nqueue.ring('portal.tasks.sweep')\n")
    assert unknown_tasks([bad], {"portal.tasks.sweep"}) == ["tickets.services: portal.tasks.sweeep"]


def test_a_topic_that_nobody_follows_is_found() -> None:
    publisher = Module("tickets.services", "outbox.publish('ticket.filed', key)\npublish('ticket.lost', key)\n")
    followers = Module(FOLLOWERS, "FOLLOWERS = {'ticket.filed': tell}\n")
    assert deaf((publisher, followers)) == ["tickets.services: ticket.lost"]
