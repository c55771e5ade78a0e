"""Spreadsheets as somebody imports and exports them, without a page."""

import io
from collections.abc import Sequence

from accounts.models import SheetImport
from accounts.services import sheets
from common import tables
from tests.world import AT


def exported(sheet: sheets.Sheet) -> list[dict[str, str]]:
    """The rows of an export, as they are read again."""
    header = list(sheet.columns)
    text = "".join(tables.csv_pieces(header, sheet.rows()))
    return [row.cells for row in tables.read(text.encode(), columns=header, required=sheet.required)]


def file(sheet: sheets.Sheet, rows: Sequence[dict[str, str]], kind: str = "csv") -> bytes:
    """The rows as a file with every column of the sheet."""
    header = list(sheet.columns)
    listed = [[row.get(name, "") for name in header] for row in rows]
    if kind == "csv":
        return "".join(tables.csv_pieces(header, listed)).encode()
    target = io.BytesIO()
    tables.write_workbook(target, sheet.name, header, listed)
    return target.getvalue()


def imported(
    sheet: sheets.Sheet, rows: Sequence[dict[str, str]], *, is_kept: bool = True, kind: str = "csv"
) -> list[tuple[str, str]]:
    """What became of each row, with its words, after the trial or after the import."""
    content = file(sheet, rows, kind)
    made = sheets.open_import(sheet=sheet, file_name="f", content=content, actor=None, at=AT)
    work(made, sheet)
    if is_kept:
        sheets.confirm_import(imported=made, actor=None, at=AT)
        work(made, sheet)
    return [(row.outcome, " ".join(row.words)) for row in made.rows.order_by("number")]


def work(made: SheetImport, sheet: sheets.Sheet) -> None:
    """Look at all rows that wait."""
    while sheets.put_next_rows(imported=made, sheet=sheet, at=AT):
        pass
