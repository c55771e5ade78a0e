"""Facts from many tables, in one statement that is written once and asked often."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import CharField, F, Func, IntegerField, JSONField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from common.statements import Statement
from common.statements import Value as Given

Part = QuerySet[Any, tuple[str, int, int]]
Found = dict[str, list[tuple[int, int]]]
"""Two numbers of each row, by what kind of fact it is."""


def part(what: str | Combinable, rows: QuerySet[Any, Any], one: str, other: str = "") -> Part:
    """Rows as facts of the kind `what`, each with two of its numbers."""
    kind = Value(what, CharField()) if isinstance(what, str) else what
    return rows.order_by().values_list(kind, F(one), F(other) if other else Value(0, IntegerField()))


class Gathering:
    """The facts that `parts` finds about a person."""

    def __init__(self, parts: Callable[[int], Sequence[Part]]) -> None:
        self._statement = Statement(lambda person: _union(parts(person)))

    def about(self, person: int) -> Found:
        """What there is about the person with this key, in one statement."""
        found: Found = defaultdict(list)
        for what, one, other in self._statement.rows(person=person):
            found[what].append((one, other))
        return found


def told(what: str, rows: QuerySet[Any, Any], *names: str) -> QuerySet[Any, Any]:
    """Rows as facts of the kind `what`, each with what its columns `names` hold: numbers, texts, days and JSON."""
    in_json = {each.name for each in rows.model._meta.fields if isinstance(each, JSONField)}  # noqa: SLF001 - Django's name for it
    facts = {name: _Nested(name) if name in in_json else F(name) for name in names}
    return rows.order_by().values_list(Value(what, CharField()), JSONObject(**facts))


class _Nested(Func):
    """A JSON column as a part of JSON; SQLite takes it for a text otherwise."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """As JSON."""
        return self.as_sql(compiler, connection, template="JSON(%(expressions)s)", **context)


class Telling:
    """Rows that `parts` finds, whatever their columns, in one statement.

    As a `Gathering`, but for facts that are more than two numbers. A day comes as it is written in ISO 8601.
    """

    def __init__(self, parts: Callable[..., Sequence[QuerySet[Any, Any]]]) -> None:
        self._statement = Statement(lambda **given: _union(parts(**given)))

    def about(self, **given: Given) -> dict[str, list[dict[str, Any]]]:
        """What there is, by what kind of fact it is."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for what, facts in self._statement.rows(**given):
            found[what].append(facts)
        return found


def _union(parts: Sequence[Any]) -> Any:
    return parts[0].union(*parts[1:], all=True)
