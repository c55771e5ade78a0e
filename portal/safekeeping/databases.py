"""What each database does in its own way: a standing view, emptied tables, numbers that are not given twice."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

KEPT = {"django_migrations", "portal_cache"}
"""Tables that no backup holds and that stay as they are."""
WORDS = "search_words_%"
"""Triggers that keep the index of words, and must see each row go."""


@contextmanager
def standing_still() -> Iterator[None]:
    """What is read meanwhile is of one instant, whatever others write; nobody waits.

    Django's transaction would lock an SQLite for writing, so it gets a plain one of its own. Whoever calls this within
    a transaction has chosen the instant.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def name() -> str:
    """Which database it is."""
    return connection.vendor


def migrations() -> list[str]:
    """The migrations that made this database, as `app.name`."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def last_number(model: type[models.Model]) -> int | None:
    """The last number that was given to a row of `model`, also to one that is gone; None when rows are not numbered."""
    meta = model._meta  # noqa: SLF001 - Django's own door
    if not isinstance(meta.pk, models.AutoField | models.BigAutoField):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [meta.db_table, meta.pk.column])
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")  # noqa: S608 - the database's own name
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [meta.db_table])
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def give_from(model: type[models.Model], last: int) -> None:
    """Let the next row of `model` get a number after `last`, and after all that it has."""
    meta = model._meta  # noqa: SLF001 - Django's own door
    if connection.vendor == "postgresql":
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            _run(statement)
        if last:
            name = f"pg_get_serial_sequence('{meta.db_table}', '{meta.pk.column}')"
            _run(f"SELECT setval({name}, GREATEST(nextval({name}) - 1, {last}))")
    elif last:
        _run("DELETE FROM sqlite_sequence WHERE name = %s", meta.db_table)
        _run("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", meta.db_table, last)


def empty(tables: Sequence[type[models.Model]]) -> None:
    """Delete every row of `tables`, also where rows may not be deleted one by one, in the caller's transaction."""
    mine = [model._meta.db_table for model in tables]  # noqa: SLF001 - Django's own door
    if connection.vendor == "postgresql":
        derived = set(connection.introspection.table_names()) - {*mine, *KEPT}  # such as the words of titles
        names = [connection.ops.quote_name(table) for table in (*mine, *sorted(derived))]
        _run("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for its check holds its table
        _run(f"TRUNCATE {', '.join(names)}")
        _run("SET CONSTRAINTS ALL DEFERRED")
        return
    with connection.cursor() as cursor:
        rules = cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE %s", [WORDS]
        ).fetchall()
    for trigger, _rule in rules:
        _run(f"DROP TRIGGER {trigger}")
    for table in reversed(mine):
        _run(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
    for _name, rule in rules:
        _run(rule)


def _run(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
