"""What a loader wrote into a PostgreSQL, kept in memory and written again in a fraction of the time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

Lines = dict[str, tuple[bytes, ...]]
"""By table, its rows as PostgreSQL copies them."""
KEPT_BY_TRIGGERS = {"search_titleword"}
"""Tables that the database fills by itself when others are written."""


@dataclass
class Snapshot:
    """The rows before a loader ran and those that it wrote; it is good for a database that holds the same before."""

    before: Lines = field(default_factory=dict)
    replaced: Lines = field(default_factory=dict)
    added: Lines = field(default_factory=dict)


@transaction.atomic
def load_once(kept: Snapshot, load: Callable[[], None]) -> None:
    """Run `load` the first time and whenever the database holds something else before; else write its rows again."""
    if connection.vendor != "postgresql":
        load()
        return
    before = _read()
    if kept.before and before == kept.before:
        _write(kept)
        return
    load()
    _keep(kept, before, _read())


def _keep(kept: Snapshot, before: Lines, after: Lines) -> None:
    kept.before, kept.added, kept.replaced = before, {}, {}
    for table, rows in after.items():
        old = set(before[table])
        if old <= set(rows):
            kept.added[table] = tuple(row for row in rows if row not in old)
        else:
            kept.replaced[table] = rows


def _read() -> Lines:
    with connection.cursor() as cursor:
        tables = sorted({*connection.introspection.table_names(cursor)} - KEPT_BY_TRIGGERS)
        return {table: _copied(cursor, table) for table in tables}


def _copied(cursor: Any, table: str) -> tuple[bytes, ...]:
    with cursor.copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as copy:
        return tuple(b"".join(map(bytes, copy)).split(b"\n")[:-1])


def _write(kept: Snapshot) -> None:
    with connection.cursor() as cursor:
        for table in kept.replaced:
            cursor.execute(SQL("DELETE FROM {}").format(Identifier(table)))
        for table, rows in (kept.replaced | kept.added).items():
            if rows:
                with cursor.copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copy:
                    copy.write(b"".join(row + b"\n" for row in rows))
