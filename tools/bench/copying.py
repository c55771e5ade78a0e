"""Rows as text, written as fast as each database can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from tools.bench.rows import Table

CELL, ROW, NOTHING = "\x1f", "\x1e", "\x00"
"""What stands between cells and after rows, and what an empty cell is, where the database reads no text itself."""
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def line(cells: Sequence[str | None]) -> str:
    """One row as `write` takes it."""
    if connection.vendor == "postgresql":
        return "\t".join("\\N" if cell is None else cell.translate(ESCAPES) for cell in cells) + "\n"
    return CELL.join(NOTHING if cell is None else cell for cell in cells) + ROW


def write(table: Table, lines: Sequence[str]) -> None:
    """Add rows to a table, each as `line` made it."""
    columns = ", ".join(f'"{column}"' for column in table.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                copy.write("".join(lines))
            return
        places = ", ".join("?" * len(table.columns))
        insert = f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'  # noqa: S608 - Django's names
        cursor.cursor.connection.executemany(insert, _cells("".join(lines)))


def _cells(text: str) -> Iterator[list[str | None]]:
    for row in text.split(ROW)[:-1]:
        yield [None if cell == NOTHING else cell for cell in row.split(CELL)]
