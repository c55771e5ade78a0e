"""Facts about somebody from many tables, in one statement that is written once and asked often."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.expressions import Combinable

from common.statements import Statement

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


def _union(parts: Sequence[Part]) -> Part:
    return parts[0].union(*parts[1:], all=True)
