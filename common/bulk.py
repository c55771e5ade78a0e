"""Many rows of a table at once, past the models: no instances, no defaults, and nothing is answered.

PostgreSQL takes rows in as a stream, new values by way of a temporary table. SQLite runs one prepared statement for
each row.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

Row = Sequence[Any]
Fields = Sequence["models.Field[Any, Any]"]


class Json(str):
    """What a JSON column is to hold, written as JSON already."""

    __slots__ = ()


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cycles in the block, which makes many rows and none: a quarter of its time went into looking.

    For bounded work of a second or so; what is let go is freed at once as ever.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add rows with these `columns`: all that the table has but the key, named as attributes (`ticket_id`)."""
    fields = _fields(model, columns)
    prepared = _prepared(fields, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _stream(cursor, _table(model), fields, prepared)
        else:
            places = ", ".join(["%s"] * len(fields))
            sql = f"INSERT INTO {_table(model)} ({_names(fields)}) VALUES ({places})"  # noqa: S608 - names alone
            cursor.executemany(sql, list(prepared))


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write `columns`, named as attributes, in the caller's transaction.

    Each of `rows` is the key of one, and after it the new values.
    """
    if not rows:
        return
    fields = _fields(model, ["id", *columns])
    write = _by_table if connection.vendor == "postgresql" else _one_by_one
    with connection.cursor() as cursor:
        write(cursor, _table(model), fields, _prepared(fields, rows))


def _stream(cursor: Any, table: str, fields: Fields, rows: Iterable[Row]) -> None:
    with cursor.copy(f"COPY {table} ({_names(fields)}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)


def _by_table(cursor: Any, table: str, fields: Fields, rows: Iterable[Row]) -> None:
    names, changes = _names(fields), ", ".join(f"{_names([field])} = new.{_names([field])}" for field in fields[1:])
    cursor.execute(f"CREATE TEMPORARY TABLE bulk_new ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA")  # noqa: S608 - names alone
    _stream(cursor, "bulk_new", fields, rows)
    cursor.execute(f"UPDATE {table} SET {changes} FROM bulk_new AS new WHERE {table}.id = new.id")  # noqa: S608 - as above
    cursor.execute("DROP TABLE bulk_new")


def _one_by_one(cursor: Any, table: str, fields: Fields, rows: Iterable[Row]) -> None:
    changes = ", ".join(f"{_names([field])} = %s" for field in fields[1:])
    sql = f"UPDATE {table} SET {changes} WHERE id = %s"  # noqa: S608 - as above
    cursor.executemany(sql, [(*values, key) for key, *values in rows])


def _prepared(fields: Fields, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows with each value as the driver of the database takes it; PostgreSQL's takes all but JSON as it is."""
    used = connections[DEFAULT_DB_ALIAS]
    takes_all = used.vendor == "postgresql"
    to_do = [
        (place, partial(field.get_db_prep_save, connection=used))
        for place, field in enumerate(fields)
        if not takes_all or isinstance(field, models.JSONField)
    ]
    return (_ready(row, to_do) for row in rows) if to_do else iter(rows)


def _ready(row: Row, to_do: Sequence[tuple[int, Callable[[Any], Any]]]) -> Row:
    made = list(row)
    for place, prepare in to_do:
        value = made[place]
        made[place] = str(value) if isinstance(value, Json) else prepare(value)
    return made


def _fields(model: type[models.Model], names: Sequence[str]) -> Fields:
    known = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001 - it is Django's public one
    return [known[name] for name in names]


def _table(model: type[models.Model]) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))  # noqa: SLF001 - as above


def _names(fields: Fields) -> str:
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
