"""Tables in files: CSV or XLSX read as rows of text within limits, and written so that no cell is a formula."""

import csv
import io
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from common import cells
from common.refusal import Unable

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes that an XLSX may hold once it is unpacked."""
MOST_COLUMNS = 100
LONGEST_CELL = 2000
"""Characters."""
_OLD_EXCEL, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_DELIMITERS = (",", ";", "\t")


class UnableToReadTable(Unable):
    """A file cannot be read as a table of this header, or is over a limit.

    "too-large", "too-many-rows", "not-utf-8", "old-excel", "unreadable", "empty", "no-rows", "unknown-columns",
    "missing-columns", "columns-twice" or "long-cell"; reasons are names, numbers and limits.
    """


@dataclass(frozen=True, slots=True)
class Row:
    """A row by the names of the columns that the file has, with its number in the file."""

    number: int
    cells: dict[str, str]


def read(content: bytes, *, columns: Sequence[str], required: Collection[str]) -> list[Row]:
    """The rows of a table that are not blank, below a header that names `columns`, in any order and case.

    Raises:
        UnableToReadTable: if it is over a limit, no table, or its header names other columns than these.
    """
    if len(content) > MOST_BYTES:
        raise UnableToReadTable("too-large", (str(MOST_BYTES // 1024 // 1024),))
    listed = _lines(content)
    number, header = next(((number, texts) for number, texts in listed if any(texts)), (0, []))
    if not number:
        raise UnableToReadTable("empty")
    names = _named(header, columns, required)
    rows: list[Row] = []
    for at, texts in listed:
        if not any(texts):
            continue
        if len(rows) == MOST_ROWS:
            raise UnableToReadTable("too-many-rows", (f"{MOST_ROWS:,}",))
        rows.append(_row(at, names, texts))
    return rows


def _named(header: Sequence[str], columns: Sequence[str], required: Collection[str]) -> list[str]:
    """The names in the header; a column without one, at the end, is left out by being empty."""
    names = [text.strip().lower().replace(" ", "_") for text in header]
    listed = [name for name in names if name]
    unknown = [text for text, name in zip(header, names, strict=True) if name and name not in columns]
    missing = [name for name in columns if name in required and name not in names]
    if unknown:
        raise UnableToReadTable("unknown-columns", (", ".join(unknown)[:200], ", ".join(columns)))
    if missing:
        raise UnableToReadTable("missing-columns", (", ".join(missing),))
    if len(set(listed)) < len(listed):
        raise UnableToReadTable("columns-twice", (", ".join(sorted({n for n in listed if listed.count(n) > 1})),))
    return names


def _row(number: int, names: Sequence[str], texts: Sequence[str]) -> Row:
    found = {name: text for name, text in zip(names, texts, strict=False) if name}
    if any(len(text) > LONGEST_CELL for text in found.values()):
        raise UnableToReadTable("long-cell", (str(number), str(LONGEST_CELL)))
    return Row(number, {name: found.get(name, "") for name in names if name})


def _lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The lines of the file with their numbers, each cell as text."""
    if content.startswith(_OLD_EXCEL):
        raise UnableToReadTable("old-excel")
    listed = _workbook(content) if content.startswith(_ZIP) else _csv(content)
    for number, values in listed:
        yield number, [cells.plain(_text(value)) for value in islice(values, MOST_COLUMNS)]


def _csv(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnableToReadTable("not-utf-8") from problem
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as problem:
        raise UnableToReadTable("unreadable") from problem


def _workbook(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - 8 MB that most processes never need

    try:
        _weigh(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        page = book.worksheets[0]
        page.reset_dimensions()
        yield from enumerate(page.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1)
    except Unable:
        raise
    except Exception as problem:  # whatever a broken file does to the library, it is a broken file
        raise UnableToReadTable("unreadable") from problem


def _weigh(content: bytes) -> None:
    """Refuse what would fill a memory once it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
    if unpacked > MOST_UNPACKED:
        raise UnableToReadTable("too-large", (str(MOST_UNPACKED // 1024 // 1024),))


def _text(value: Any) -> str:
    """A cell as text: days as ISO 8601, whole numbers without a point."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).replace("\0", "").strip()


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The table as CSV, one piece of text after the other."""

    def listed() -> Iterator[Sequence[object]]:
        yield header
        yield from rows

    return cells.lines(listed())


def write_workbook(target: IO[bytes], title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write the table as XLSX; a row at a time, so that its length costs no memory."""
    from openpyxl import Workbook  # noqa: PLC0415 - 8 MB that most processes never need

    book = Workbook(write_only=True)
    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    page.append([_bold(page, name) for name in header])
    for row in rows:
        page.append([_value(value) for value in row])
    book.save(target)


def _bold(page: Any, name: str) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Font  # noqa: PLC0415 - as above

    made = WriteOnlyCell(page, name)
    made.font = Font(bold=True)
    return made


def _value(value: object) -> object:
    """A day or a number as such, everything else as text that is no formula."""
    if isinstance(value, date | Decimal | int):
        return value
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - as above

    return ILLEGAL_CHARACTERS_RE.sub("", cells.cell(value))
