"""What a template of ours may not do while it renders: ask the database, or name what it was not given.

Templates of libraries, and ours that only dress a library's (`EXEMPT`), are let through. A variable that may be
missing says so in its place with `|default`.
"""

import sys
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from types import FrameType
from typing import Any

from django.template.base import FilterExpression, Node, Template
from django.template.context import Context

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
EXEMPT = ("admin", "allauth", "django")

_rendering: ContextVar[str] = ContextVar("_rendering", default="")


class QueryInTemplateError(AssertionError):
    """A template of ours asked the database: the view should have fetched it."""


class UndefinedVariableError(AssertionError):
    """A template of ours names a variable that it was not given."""


def is_ours(origin: object) -> bool:
    """Whether the template that came from `origin` must keep the house's rules."""
    path = Path(str(origin))
    return path.is_relative_to(TEMPLATES) and path.relative_to(TEMPLATES).parts[0] not in EXEMPT


class Undefined(str):
    """Stands for an undefined variable: raises in templates of ours, is empty in a library's."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Whether to raise; Django asks this first, and goes on with the empty string otherwise."""
        expression, origin = _asker(sys._getframe(1))  # noqa: SLF001 - Django hands over neither
        return is_ours(origin) and not _is_optional(expression)

    def __contains__(self, _part: object) -> bool:
        """Whether Django should call `%` with the variable's name."""
        return True

    def __mod__(self, variable: object) -> str:
        """Raise with the variable's name."""
        _expression, origin = _asker(sys._getframe(1))
        raise UndefinedVariableError(f"{origin}: '{variable}' is undefined; where it may be, write |default.")


def _asker(frame: FrameType | None) -> tuple[FilterExpression | None, str]:
    """The expression that is being resolved and the template whose node asked for it."""
    expression: FilterExpression | None = None
    while frame is not None:
        subject = frame.f_locals.get("self")
        if expression is None and isinstance(subject, FilterExpression):
            expression = subject
        if isinstance(subject, Node) and getattr(subject, "origin", None):
            return expression, str(subject.origin)
        frame = frame.f_back
    return expression, ""


def _is_optional(expression: FilterExpression | None) -> bool:
    """Whether the template itself says what to show when the variable is missing."""
    names = [getattr(function, "_filter_name", "") for function, _ in expression.filters] if expression else []
    return "default" in names[:1]


def watch_rendering(render: Callable[[Template, Context], str]) -> Callable[[Template, Context], str]:
    """Wrap `Template._render` so that queries know which template of ours is being rendered."""

    def watched(template: Template, context: Context) -> str:
        if not is_ours(template.origin):
            return render(template, context)
        token = _rendering.set(str(template.origin))
        try:
            return render(template, context)
        finally:
            _rendering.reset(token)

    return watched


def refuse_queries(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
    """A wrapper for `connection.execute_wrapper` that raises while a template of ours renders."""
    if template := _rendering.get():
        raise QueryInTemplateError(f"{template} asked the database; fetch it in the view: {sql}")
    return execute(sql, params, many, context)


GUARDS = {
    'DELETE FROM "entitlements_ledgerentry";': "entitlements_ledger_is_only_added_to_DELETE",
    'DELETE FROM "entitlements_entitlement";': "entitlements_what_was_sold_stays",
    'DELETE FROM "entitlements_contractversion";': "entitlements_versions_are_only_added_to_DELETE",
}
"""How Django empties a table that is only added to, and the rule of an SQLite that forbids it."""


def let_tests_start_over(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
    """A wrapper that lets Django empty such tables of an SQLite after a test that committed; nothing else may.

    PostgreSQL empties its tables by TRUNCATE, which the rule for rows does not concern.
    """
    connection = context["connection"]
    guard = GUARDS.get(sql) if connection.vendor == "sqlite" else None
    if guard is None:
        return execute(sql, params, many, context)
    with connection.cursor() as cursor:
        rule = cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [guard]).fetchone()
        cursor.execute(f"DROP TRIGGER {guard}")
        result = execute(sql, params, many, context)
        cursor.execute(*rule)
    return result
