"""Many rows of a table at once, past the models: no instances, no defaults, and nothing is answered.

PostgreSQL takes new rows in as a stream, and new values as arrays. SQLite runs one prepared statement for each row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

BATCH: Final = 10_000
Row = Sequence[Any]
Fields = Sequence["models.Field[Any, Any]"]


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add rows with these `columns`: all that the table has but the key, named as attributes (`ticket_id`)."""
    fields = _fields(model, columns)
    prepared = _prepared(fields, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_table(model)} ({_names(fields)}) FROM STDIN") as stream:
                for row in prepared:
                    stream.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            sql = f"INSERT INTO {_table(model)} ({_names(fields)}) VALUES ({places})"  # noqa: S608 - names alone
            cursor.executemany(sql, list(prepared))


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write `columns`, named as attributes: each of `rows` is the key of one, and after it the new values."""
    fields = _fields(model, ["id", *columns])
    write = _by_arrays if connection.vendor == "postgresql" else _one_by_one
    prepared = _prepared(fields, rows)
    with connection.cursor() as cursor:
        while batch := list(islice(prepared, BATCH)):
            write(cursor, _table(model), fields, batch)


def _by_arrays(cursor: Any, table: str, fields: Fields, rows: Sequence[Row]) -> None:
    changes = ", ".join(f"{_names([field])} = new.{_names([field])}" for field in fields[1:])
    arrays = ", ".join(f"%s::{_type(field)}[]" for field in fields)
    sql = f"UPDATE {table} SET {changes} FROM unnest({arrays}) AS new ({_names(fields)}) WHERE {table}.id = new.id"  # noqa: S608 - as above
    cursor.execute(sql, [list(values) for values in zip(*rows, strict=True)])


def _one_by_one(cursor: Any, table: str, fields: Fields, rows: Sequence[Row]) -> None:
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
        made[place] = prepare(made[place])
    return made


def _fields(model: type[models.Model], names: Sequence[str]) -> Fields:
    known = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001 - it is Django's public one
    return [known[name] for name in names]


def _table(model: type[models.Model]) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))  # noqa: SLF001 - as above


def _names(fields: Fields) -> str:
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)


def _type(field: "models.Field[Any, Any]") -> str:
    """The type of a column, of a key without what makes it one."""
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection)).split("(")[0]
