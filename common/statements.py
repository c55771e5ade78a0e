"""Queries whose words are written once: Django takes longer to write a large statement than a database to answer it.

A statement is written for each *shape* of what is given to it, and its words are kept with the places of the values.
How: it is written twice, with stand-ins for the values; what differs is where they stand. A value that a query takes
apart (a day of an instant, a piece of a text) would not come back whole, and is refused when it is first written.
"""

import copy
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import WhereNode

Value = int | str | datetime | bool | None | Collection[int] | Mapping[str, "Value"]
"""What varies from call to call. None, True and False are part of the shape, and so is how many a collection holds."""
Leaf = int | str | datetime
Shape = Any
M = TypeVar("M", bound=Model)
NUMBERS = (1_000_000_000, 1_500_000_003)
INSTANTS = (datetime(2900, 1, 1, tzinfo=UTC), datetime(2950, 6, 15, 13, 37, 21, 5, tzinfo=UTC))
APART = timedelta(days=100)
TEXTS = ("\ue0000:%d%%\ue001", "\ue0001:%d%%\ue001")
"""What stands in for numbers, instants and texts, in either turn. A text tells whether it is written for a LIKE."""
KEPT = 128
"""So many shapes of a statement are kept; a large one takes up to 180 kB."""
ASKED = ("supports_json_field",)
"""What SQLite asks its database once for each connection before it writes a statement."""


class TakenApartError(TypeError):
    """A value does not stand in the statement as it was given."""


@dataclass(frozen=True)
class _Slot:
    """Where a value stands, its number, and what is done to it.

    An instant is so much later; a text stands between others, and escaped in a LIKE.
    """

    place: int
    number: int
    later: timedelta = timedelta()
    before: str = ""
    after: str = ""
    is_pattern: bool = False

    def filled(self, leaf: Leaf) -> Any:
        """What the database gets."""
        if isinstance(leaf, datetime):
            return connection.ops.adapt_datetimefield_value(leaf + self.later)
        if isinstance(leaf, str):
            return self.before + (connection.ops.prep_for_like_query(leaf) if self.is_pattern else leaf) + self.after
        return leaf


@dataclass(frozen=True)
class _Written:
    """The words of a statement, and how its rows are read."""

    rows: QuerySet[Any, Any]
    compiler: SQLCompiler
    words: str
    values: tuple[Any, ...]
    slots: tuple[_Slot, ...]

    def answered(self, leaves: list[Leaf]) -> list[Any]:
        """The rows for these values."""
        values = list(self.values)
        for slot in self.slots:
            values[slot.place] = slot.filled(leaves[slot.number])
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_a, **_k: (self.words, tuple(values))  # type: ignore[method-assign]
        rows = self.rows.all()
        rows.query.get_compiler = lambda *_a, **_k: compiler  # type: ignore[method-assign]
        return list(rows)


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
        shape = _shape(given, leaves)
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
        slots = [_slot(place, *pair) for place, pair in enumerate(zip(one, other, strict=True)) if not _is_same(*pair)]
        words, one, slots = _said(words, one, slots)
        return _Written(_lightened(rows), compiler, words, one, tuple(slots))

    def _compiled(
        self, fixed: tuple[Any, ...], shape: Shape, turn: int
    ) -> tuple[QuerySet[Any, Any], SQLCompiler, str, tuple[Any, ...]] | None:
        rows = self._write(*fixed, **_stood_in(shape, iter(range(NUMBERS[0])), turn))
        compiler = rows.query.get_compiler(connection=connection)
        try:
            words, values = compiler.as_sql()
        except EmptyResultSet:
            return None
        return rows, compiler, words, tuple(values)


def _said(words: str, values: tuple[Any, ...], slots: list[_Slot]) -> tuple[str, tuple[Any, ...], list[_Slot]]:
    """The statement with the values that never vary in its words: so a database knows them when it plans.

    An index of the unfinished tickets, for one, serves no plan that has to hold for tickets of any status: neither one
    that PostgreSQL keeps, nor any of SQLite's.
    """
    vary = {slot.place for slot in slots}
    said = [None if place in vary else _literal(value) for place, value in enumerate(values)]
    texts = iter([text or "%s" for text in said])
    words = re.sub("%[%s]", lambda found: next(texts) if found[0] == "%s" else found[0], words)
    left = [place for place, text in enumerate(said) if text is None]
    slots = [replace(slot, place=left.index(slot.place)) for slot in slots]
    return words, tuple(values[place] for place in left), slots


def _literal(value: Any) -> str | None:
    """A number or a text as SQL says it; None for what is left to the driver."""
    if type(value) is int:
        return str(value) if value >= 0 else None
    if type(value) is str and "\0" not in value and "\\" not in value:
        return "'{}'".format(value.replace("'", "''").replace("%", "%%"))
    return None


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


def _shape(value: Any, leaves: list[Leaf]) -> Shape:
    """What `value` is but for its leaves, which are added to `leaves` in their order."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return tuple((name, _shape(each, leaves)) for name, each in value.items())
    if isinstance(value, int | str | datetime):
        leaves.append(value)
        return int if isinstance(value, int) else str if isinstance(value, str) else datetime
    keys = sorted(value)
    keys += keys[-1:] * (_rounded(len(keys)) - len(keys))
    leaves.extend(keys)
    return range(len(keys))


def _rounded(count: int) -> int:
    """1, 4, 16, 64 or more, so that there are few shapes of sets: the last key is said again."""
    return 4 ** ((count - 1).bit_length() + 1 >> 1) if count else 0


def _stood_in(shape: Shape, numbers: Iterator[int], turn: int) -> Any:
    """What has this shape, with stand-ins for leaves."""
    if isinstance(shape, tuple):
        return {name: _stood_in(each, numbers, turn) for name, each in shape}
    if shape is None or isinstance(shape, bool):
        return shape
    if isinstance(shape, range):
        return [_stand_in(int, next(numbers), turn) for _ in shape]
    return _stand_in(shape, next(numbers), turn)


def _stand_in(kind: type[Leaf], number: int, turn: int) -> Leaf:
    if kind is int:
        return NUMBERS[turn] + number
    if kind is str:
        return TEXTS[turn] % number
    return INSTANTS[turn] + number * APART


def _slot(place: int, one: Any, other: Any) -> _Slot:
    """The value that stands there, seen from both stand-ins.

    Raises:
        TakenApartError: when it is none of them.
    """
    first, second = _read(place, one, 0), _read(place, other, 1)
    if first is None or first != second:
        raise TakenApartError(f"A value was taken apart: {one!r}, {other!r}.")
    return first


def _read(place: int, value: Any, turn: int) -> _Slot | None:
    if isinstance(value, int):
        return _Slot(place, value - NUMBERS[turn])
    at = _instant(value)
    if at is not None:
        number = round((at - INSTANTS[turn]) / APART)
        return _Slot(place, number, at - INSTANTS[turn] - number * APART)
    text = re.fullmatch(rf"(.*)\ue000{turn}:(\d+)(\\?)%\ue001(.*)", str(value), re.DOTALL)
    return _Slot(place, int(text[2]), before=text[1], after=text[4], is_pattern=bool(text[3])) if text else None


def _instant(value: Any) -> datetime | None:
    """An instant as a database takes it; SQLite takes a text in UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values of a statement say the same; a JSON value is compared by what it wraps.

    Raises:
        TakenApartError: for a piece of a stand-in.
    """
    if isinstance(one, str) and one == other and re.search("[\ue000\ue001]", one):
        raise TakenApartError(f"A text was taken apart: {one!r}.")
    return bool(one == other) or (type(one) is type(other) and getattr(one, "obj", one) == getattr(other, "obj", other))
