"""What the services wrote for one thing, as text, and copies of it: other rows, other words, at another time.

The rows are those that a story added to any table. What makes each copy its own is found in the text, wherever it
stands, in JSON and addresses too: the keys of the new rows, which are numbers that nothing else is, instants, marks
that become words, references, and what is random. So a column that is added tomorrow is copied tomorrow. A day that a
mail of long ago names in words stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import chain
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from search.rules import plain
from tools.bench.words import MARK, NUMBER

FIRST, ROOM = 700_000_000, 500_000
"""The keys of each table's new rows begin half a million after those of the table before."""
TIME = r"(?<!\d)\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?)?(?!\d)"
KEY = r"(?<!\d)7\d{8}(?!\d)"
RANDOM = r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])"
Cells = tuple[str | None, ...]


@dataclass(frozen=True)
class Table:
    """A table whose rows are numbered, and where the keys of new rows begin."""

    name: str
    key: str
    columns: tuple[str, ...]
    base: int
    unique: frozenset[int] = field(default_factory=frozenset)
    """Which columns may not say the same twice by themselves."""


@cache
def tables() -> tuple[Table, ...]:
    """Every table with numbered rows, by its name."""
    found = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}  # noqa: SLF001 - public by name
    numbered = [found[name] for name in sorted(found) if isinstance(found[name]._meta.pk, models.AutoField)]  # noqa: SLF001 - the same
    return tuple(_table(model, FIRST + place * ROOM) for place, model in enumerate(numbered))


def _table(model: type[models.Model], base: int) -> Table:
    fields = model._meta.concrete_fields  # noqa: SLF001 - public by name
    alone = {
        one.fields[0]
        for one in model._meta.constraints  # noqa: SLF001 - the same
        if isinstance(one, models.UniqueConstraint) and len(one.fields) == 1
    }
    unique = [place for place, each in enumerate(fields) if each.unique or each.name in alone]
    texts = {place for place in unique if isinstance(fields[place], models.CharField)}
    return Table(
        model._meta.db_table,  # noqa: SLF001 - the same
        str(fields[0].column),
        tuple(str(each.column) for each in fields),
        base,
        frozenset(texts),
    )


Rows = dict[Table, list[Cells]]


def written_by(story: Callable[[], object]) -> Rows:
    """The rows that a story adds, as text; nothing of it stays."""
    before = dict(zip(tables(), last_of_all(), strict=True))
    with transaction.atomic():
        go_on({table: max(table.base, last) for table, last in before.items()})
        story()
        after = zip(tables(), last_of_all(), strict=True)
        found = {table: _rows(table, before[table]) for table, last in after if last > before[table]}
        transaction.set_rollback(True)
    go_on(before)  # PostgreSQL numbers on, whatever is rolled back
    return found


def go_on(last: Mapping[Table, int]) -> None:
    """Let the next row of each table have the number after its last one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            one = "setval(pg_get_serial_sequence(%s, %s), greatest(%s, 1), %s)"
            values = [(f'"{table.name}"', table.key, number, number > 0) for table, number in last.items()]
            cursor.execute(f"SELECT {', '.join([one] * len(values))}", list(chain.from_iterable(values)))
            return
        cursor.executemany("DELETE FROM sqlite_sequence WHERE name = %s", [(table.name,) for table in last])
        rows = [(table.name, number) for table, number in last.items()]
        cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", rows)


def last_of(table: Table, below: int = 2**40) -> int:
    """The highest number of a row, of those below a bound; 0 without any."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max("{table.key}"), 0) FROM "{table.name}" WHERE "{table.key}" < {below}')  # noqa: S608 - Django's names
        return int(cursor.fetchone()[0])


def last_of_all() -> tuple[int, ...]:
    """The highest number of a row of each table, in their order; 0 without any."""
    highest = ", ".join(f'(SELECT coalesce(max("{table.key}"), 0) FROM "{table.name}")' for table in tables())  # noqa: S608 - Django's names
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {highest}")
        return tuple(map(int, cursor.fetchone()))


def _rows(table: Table, after: int) -> list[Cells]:
    columns = ", ".join(f'CAST("{column}" AS text)' for column in table.columns)
    ask = f'SELECT {columns} FROM "{table.name}" WHERE "{table.key}" > %s ORDER BY "{table.key}"'  # noqa: S608 - the same
    with connection.cursor() as cursor:
        cursor.execute(ask, [after])
        return [tuple(row) for row in cursor.fetchall()]


class Pattern:
    """The rows of one thing, ready to be copied; `shared` are rows beside it that any number of things use."""

    def __init__(self, rows: Rows, *, root: str, line: Callable[[Sequence[str | None]], str]) -> None:
        self.named = {name for table, each in rows.items() if table.name == root for name in _references(table, each)}
        mine = _belonging(rows, root, self.named)
        self.shared = {
            table: left for table, each in rows.items() if (left := [row for row in each if row not in mine])
        }
        self.keys = {f"k{row[0]}": table for table, each in rows.items() for row in each if row in mine}
        self.times: dict[str, str] = {}
        self.words: dict[str, str] = {}
        self.random: dict[str, str] = {}
        names, searched = _either(self.named), _either(map(plain, self.named))
        self._tokens = re.compile(
            f"(?P<word>{MARK})|(?P<time>{TIME})|(?P<random>{RANDOM})|(?P<key>{KEY})"
            f"|(?P<name>{names})|(?P<searched>{searched})"
        )
        self.templates = {
            table: "".join(line(self._cells(table, row)) for row in each if row in mine)
            for table, each in rows.items()
            if any(row in mine for row in each)
        }

        self.numbered = [place for place, said in self.words.items() if said == NUMBER]
        self.organization = next(iter(self.named)).rpartition("-")[0] if self.named else ""

    def _cells(self, table: Table, row: Cells) -> list[str | None]:
        return [self._cell(cell, is_unique=place in table.unique) for place, cell in enumerate(row)]

    def _cell(self, cell: str | None, *, is_unique: bool) -> str | None:
        if cell is None:
            return None
        parts = []
        end = 0
        for found in self._tokens.finditer(cell):
            parts += [cell[end : found.start()].replace("%", "%%"), self._hole(found.lastgroup or "", found.group())]
            end = found.end()
        filled = "".join([*parts, cell[end:].replace("%", "%%")])
        return self._hole("random", cell) if is_unique and filled == cell.replace("%", "%%") else filled

    def _hole(self, kind: str, said: str) -> str:
        if kind == "key":
            return f"%(k{said})s" if f"k{said}" in self.keys else said
        if kind in {"name", "searched"}:
            return f"%({kind})s"
        known = {"word": self.words, "time": self.times, "random": self.random}[kind]
        place = next((name for name, each in known.items() if each == said), f"{kind[0]}{len(known)}")
        known[place] = said
        return f"%({place})s"

    def at(self, delta: timedelta) -> Mapping[str, str]:
        """Every instant, so much later."""
        return {name: shifted(said, delta) for name, said in self.times.items()}

    def filled(self, values: Mapping[str, Any]) -> Iterator[tuple[Table, str]]:
        """The lines of one copy, by table."""
        for table, template in self.templates.items():
            yield table, template % values


def _either(names: Iterable[str]) -> str:
    """A pattern of one of the names, whole; of nothing without any."""
    return "|".join(re.escape(name) + r"(?!\d)" for name in sorted(names)) or "(?!)"


def shifted(said: str, delta: timedelta) -> str:
    """An instant or a day as text, so much later, spelled as it was."""
    if len(said) == len("2026-06-10"):
        return (date.fromisoformat(said) + delta).isoformat()
    return (datetime.fromisoformat(said) + delta).isoformat(sep=said[10])


def _belonging(rows: Rows, root: str, names: set[str]) -> set[Cells]:
    """The rows of the thing itself, and those that name a row that belongs to it."""
    mine: set[Cells] = {row for table, each in rows.items() if table.name == root for row in each}
    keys = {row[0] for row in mine}
    said = {row: _said(row, names) for each in rows.values() for row in each}
    while more := [row for row, words in said.items() if row not in mine and words & (keys | names)]:
        mine |= set(more)
        keys |= {row[0] for row in more}
    return mine


def _said(row: Cells, names: set[str]) -> set[str]:
    """The keys and references that a row names."""
    text = "\n".join(filter(None, row[1:]))
    return set(re.findall(KEY, text)) | {name for name in names if name in text}


def _references(table: Table, rows: Sequence[Cells]) -> Iterator[str]:
    """What the things are called, where they have a reference."""
    if "reference" in table.columns:
        place = table.columns.index("reference")
        yield from (str(row[place]) for row in rows)
