"""What a loader wrote into a database: kept, and written again in a fraction of the time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

Lines = dict[str, tuple[Any, ...]]
"""By table its rows: as PostgreSQL copies them, or as SQLite answers them."""
UNTOLD = {"django_migrations"}
"""When each migration ran, which is no story."""
APART = {"search_titleword", *UNTOLD}
"""Also the tables that the database fills by itself when others are written."""


@dataclass
class Snapshot:
    """The rows before a loader ran and those that it wrote; it is good for a database that holds the same before."""

    before: Lines = field(default_factory=dict)
    replaced: Lines = field(default_factory=dict)
    added: Lines = field(default_factory=dict)


@transaction.atomic
def load_once(kept: Snapshot, load: Callable[[], object]) -> None:
    """Run `load` the first time and whenever the database holds something else before; else write its rows again."""
    before = _read()
    if kept.before and before == kept.before:
        _write(kept)
        return
    load()
    _keep(kept, before, _read())


def read_whole() -> Lines:
    """All rows of the database, for `start_over`."""
    with connection.cursor() as cursor:
        return _rows(cursor, _whole(cursor))


@transaction.atomic
def start_over(before: Lines) -> None:
    """Let the database hold what it held `before`, whatever was committed since: what changed is written anew.

    As with TRUNCATE, who still writes is waited for, and neither rules for rows nor triggers are asked on PostgreSQL,
    which takes a superuser; on SQLite they are (`tests.guards.let_tests_start_over`).
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            tables = SQL(", ").join(map(Identifier, before))
            cursor.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(tables))
            cursor.execute("SET LOCAL session_replication_role = replica")
        now = _rows(cursor, _whole(cursor))
        changed = [table for table in before if now[table] != before[table]]
        for table in changed:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)};")  # noqa: S608 - a table of this database
        for table in changed:
            if before[table]:
                _add(cursor, table, before[table])


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
        return _rows(cursor, _tables(cursor, APART))


def _rows(cursor: Any, tables: list[str]) -> Lines:
    copied = _copied if connection.vendor == "postgresql" else _selected
    return {table: copied(cursor, table) for table in tables}


def _whole(cursor: Any) -> list[str]:
    """The tables that tests change; on SQLite without those that its triggers fill."""
    return _tables(cursor, UNTOLD if connection.vendor == "postgresql" else APART)


def _tables(cursor: Any, apart: set[str]) -> list[str]:
    """The tables by name; those in which SQLite keeps its index of words are written by triggers."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
        apart = apart | {name for (name,) in cursor.fetchall()}
    tables = sorted(connection.introspection.table_names(cursor))
    return [table for table in tables if not any(table == name or table.startswith(f"{name}_") for name in apart)]


def _copied(cursor: Any, table: str) -> tuple[bytes, ...]:
    with cursor.copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as copy:
        return tuple(b"".join(map(bytes, copy)).split(b"\n")[:-1])


def _selected(cursor: Any, table: str) -> tuple[tuple[Any, ...], ...]:
    # Past Django's cursor, whose readers of dates would only be undone again.
    found = cursor.connection.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY rowid")  # noqa: S608
    return tuple(found.fetchall())


def _write(kept: Snapshot) -> None:
    with connection.cursor() as cursor:
        for table in kept.replaced:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of this database
        for table, rows in (kept.replaced | kept.added).items():
            if rows:
                _add(cursor, table, rows)
        if connection.vendor == "postgresql":
            _move_sequences(cursor)


def _add(cursor: Any, table: str, rows: tuple[Any, ...]) -> None:
    if connection.vendor == "postgresql":
        with cursor.copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copy:
            copy.write(b"".join(row + b"\n" for row in rows))
        return
    places = ", ".join("?" * len(rows[0]))
    cursor.connection.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({places})", rows)  # noqa: S608


def _move_sequences(cursor: Any) -> None:
    """Let new rows get keys beyond those that were written, also in a process that never ran the loader."""
    statements = connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True))
    if statements:
        cursor.execute("\n".join(statements))
