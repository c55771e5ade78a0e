"""What a database does beside storing rows, put off until all of them are there.

Indexes that refuse nothing are dropped and made anew at the end; those with a condition hold little, and stay. On
PostgreSQL foreign keys are not checked where the role may say so, and autovacuum leaves the tables alone; our own
triggers still fire. On SQLite nothing waits for the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

Show = Callable[[str, int, int], None]
"""Is told what is loaded, how many of them are, and of how many."""

MAY = "has_parameter_privilege('session_replication_role', 'SET')"
INDEXES = """
    SELECT format('%I', relname), pg_get_indexdef(oid) FROM pg_class JOIN pg_index ON indexrelid = oid
    WHERE relnamespace = current_schema()::regnamespace AND indpred IS NULL AND NOT indisunique AND NOT indisexclusion
    ORDER BY pg_relation_size(indrelid), oid
"""
TRIGGERS = """
    SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND tgenabled = 'O' AND relnamespace = current_schema()::regnamespace
"""
TABLES = """
    SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
"""
SQLITE_INDEXES = """
    SELECT name, sql FROM sqlite_master
    WHERE type = 'index' AND sql NOT LIKE 'CREATE UNIQUE%' AND sql NOT LIKE '% WHERE %'
"""


@contextmanager
def in_haste(show: Show = lambda *_: None) -> Iterator[None]:
    """Put off what can wait. Not inside a transaction: other connections are to see it."""
    if connection.vendor != "postgresql":
        with _sqlite_in_haste(show):
            yield
        return
    triggers = _asked(TRIGGERS) if may_skip_checks() else []
    tables = [table for (table,) in _asked(TABLES)]
    _run(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in triggers)
    _run(f"ALTER TABLE {table} SET (autovacuum_enabled = off)" for table in tables)
    try:
        with _indexed_afterwards(INDEXES, show):
            yield
    finally:
        _run(f"ALTER TABLE {table} RESET (autovacuum_enabled)" for table in tables)
        _run(f"ALTER TABLE {table} ENABLE TRIGGER {name}" for table, name in triggers)


def hurry() -> None:
    """What a connection that writes in haste does: it waits for no disk, and checks no foreign key if it may."""
    _run(["SET synchronous_commit = off"])
    if may_skip_checks():
        _run(["SET session_replication_role = replica"])


def may_skip_checks() -> bool:
    """Whether the role may leave out checks of foreign keys; superusers may, others once it is granted."""
    return bool(_asked(f"SELECT {MAY}")[0][0])


def analyse() -> None:
    """Let the database look at what it holds, as it does by itself in time."""
    _run(["VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"])


@contextmanager
def _sqlite_in_haste(show: Show) -> Iterator[None]:
    _run(["PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -200000"])
    try:
        with _indexed_afterwards(SQLITE_INDEXES, show):
            yield
    finally:
        _run(["PRAGMA foreign_keys = ON", "PRAGMA synchronous = NORMAL", "PRAGMA cache_size = -2000"])


@contextmanager
def _indexed_afterwards(ask: str, show: Show) -> Iterator[None]:
    """Drop the indexes that a question names, and make them anew at the end, which is faster than keeping them."""
    found = _asked(ask)
    try:
        _run(f"DROP INDEX {name}" for name, _definition in found)
        yield
    finally:
        if connection.vendor == "postgresql":
            _run(["SET maintenance_work_mem = '512MB'"])
        for number, (_name, definition) in enumerate(found, 1):
            _run([definition])
            show("indexes", number, len(found))


def _asked(question: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def _run(statements: Iterator[str] | list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
