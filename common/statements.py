"""Queries whose words are written once: Django takes longer to write a large statement than a database to answer it.

A statement is written for each *shape* of what is given to it, and its words are kept with the places of the values.
How: it is written twice, with stand-ins for the values; what differs is where they stand. A value that a query takes
apart (a day of an instant, a piece of a text) would not come back whole, and is refused when it is first written.
How its rows are read is kept beside the words.
"""

import copy
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import WhereNode

from common.stand_ins import Leaf, Shape, Slot, TakenApartError, Value, is_same, said, shape_of, slot_of, stood_in

__all__ = ["Statement", "TakenApartError", "Value", "partly"]
M = TypeVar("M", bound=Model)
KEPT = 128
"""So many shapes of a statement are kept; a large one takes up to 180 kB."""
ASKED = ("supports_json_field",)
"""What SQLite asks its database once for each connection before it writes a statement."""


class _Written:
    """The words of a statement, and how its rows are read."""

    def __init__(
        self, rows: QuerySet[Any, Any], compiler: SQLCompiler, words: str, values: tuple[Any, ...], slots: list[Slot]
    ) -> None:
        self._words, self._values, self._slots = words, values, slots
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda *_columns: converters  # type: ignore[method-assign]
        self._compiler, self._rows = compiler, _lightened(rows)
        made: Any = self._rows
        if made._iterable_class is ModelIterable:  # noqa: SLF001 - as `values` does
            made._iterable_class = _Instances(compiler)  # noqa: SLF001 - the same

    def answered(self, leaves: list[Leaf]) -> list[Any]:
        """The rows for these values."""
        values = list(self._values)
        for slot in self._slots:
            values[slot.place] = slot.filled(leaves[slot.number])
        compiler = copy.copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_a, **_k: (self._words, tuple(values))  # type: ignore[method-assign]
        rows = self._rows.all()
        rows.query.get_compiler = lambda *_a, **_k: compiler  # type: ignore[method-assign]
        return list(rows)


class _Instances:
    """Makes objects of rows as Django's `ModelIterable` does, which finds out for each query anew how."""

    def __init__(self, compiler: SQLCompiler) -> None:
        made: Any = compiler.klass_info
        self._model, places = made["model"], made["select_fields"]
        self._own = slice(places[0], places[-1] + 1)
        self._columns = [column.target.attname for column, *_ in compiler.select[self._own]]
        self._related = cast("Any", get_related_populators)(made, compiler.select, "default")
        self._more = dict(compiler.annotation_col_map or {})

    def __call__(self, rows: QuerySet[Any, Any], **_how: object) -> Iterator[Any]:
        """The objects that the query finds; what was annotated stands on them."""
        compiler = rows.query.get_compiler("default")
        for row in compiler.results_iter(compiler.execute_sql()):
            made = self._model.from_db("default", self._columns, row[self._own])
            for related in self._related:
                related.populate(row, made)
            for name, place in self._more.items():
                setattr(made, name, row[place])
            yield made


class Statement:
    """A query that `write` makes: positional values are part of its words, named ones are put in each time.

    `write` gets stand-ins of the named values, of the same types. What it makes may depend on their number and on
    whether they are None, on nothing else.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Any]]) -> None:
        self._write = write
        self._written = lru_cache(maxsize=KEPT)(self._write_down)

    def rows(self, *fixed: Any, **given: Value) -> list[Any]:
        """What a query with these values finds, as the query set gives it.

        Raises:
            TakenApartError: where the query takes a value apart.
        """
        leaves: list[Leaf] = []
        shape = shape_of(given, leaves)
        written = self._written(fixed, shape)
        return written.answered(leaves) if written else []

    def _write_down(self, fixed: tuple[Any, ...], shape: Shape) -> _Written | None:
        for feature in ASKED:
            getattr(connection.features, feature)
        with connection.execute_wrapper(_refuse):
            pairs = [self._compiled(fixed, shape, turn) for turn in range(2)]
        if None in pairs:
            return None
        (rows, compiler, words, one), (_rows, _compiler, again, other) = (pair for pair in pairs if pair)
        if words != again or len(one) != len(other):
            raise TakenApartError(f"The statement is another one for other values: {words}")
        slots = [slot_of(place, *pair) for place, pair in enumerate(zip(one, other, strict=True)) if not is_same(*pair)]
        words, one, slots = said(words, one, slots)
        return _Written(rows, compiler, words, one, slots)

    def _compiled(
        self, fixed: tuple[Any, ...], shape: Shape, turn: int
    ) -> tuple[QuerySet[Any, Any], SQLCompiler, str, tuple[Any, ...]] | None:
        rows = self._write(*fixed, **stood_in(shape, count(), turn))
        compiler = rows.query.get_compiler(connection=connection)
        try:
            words, values = compiler.as_sql()
        except EmptyResultSet:
            return None
        return rows, compiler, words, tuple(values)


def _lightened(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The query set without what only its words were made of: it is kept for each shape, and copied for each call."""
    rows.query.where, rows.query.combined_queries = WhereNode(), ()
    return rows


def partly(model: type[M], **facts: Any) -> M:
    """A row of which only these columns are known; to ask for another one asks the database, which has no such row."""
    known = model._meta.concrete_fields  # noqa: SLF001 - Django's public one
    columns = [field.attname for field in known if field.attname in facts]
    return model.from_db("default", columns, [facts[name] for name in columns])


def _refuse(_execute: object, words: str, *_more: object) -> None:
    raise TakenApartError(f"The database was asked about a stand-in: {words}")
