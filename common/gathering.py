"""Facts about somebody from many tables, in one statement that is written once and asked often."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.expressions import Combinable

PERSON = -1
"""Stands for whoever is asked about while the statement is written; no row has this key."""
Part = QuerySet[Any, tuple[str, int, int]]
Found = dict[str, list[tuple[int, int]]]
"""Two numbers of each row, by what kind of fact it is."""


def part(what: str | Combinable, rows: QuerySet[Any, Any], one: str, other: str = "") -> Part:
    """Rows as facts of the kind `what`, each with two of its numbers."""
    kind = Value(what, CharField()) if isinstance(what, str) else what
    return rows.order_by().values_list(kind, F(one), F(other) if other else Value(0, IntegerField()))


class Gathering:
    """The facts that `parts` finds about a person.

    Django takes longer to write such a statement than a database to answer it. Its words are kept; the key of the
    person is put in each time.
    """

    def __init__(self, parts: Callable[[int], Sequence[Part]]) -> None:
        self._written = cache(lambda: _union(parts(PERSON)))

    def about(self, person: int) -> Found:
        """What there is about the person with this key, in one statement."""
        statement, values = self._written()
        found: Found = defaultdict(list)
        with connection.cursor() as cursor:
            cursor.execute(statement, [person if value == PERSON else value for value in values])
            for what, one, other in cursor.fetchall():
                found[what].append((one, other))
        return found


def _union(parts: Sequence[Part]) -> tuple[str, tuple[Any, ...]]:
    return parts[0].union(*parts[1:], all=True).query.sql_with_params()
