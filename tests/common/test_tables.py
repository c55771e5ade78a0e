"""Tables in files: read within limits, written so that no cell is a formula, and what is written is read again."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from common import cells, tables
from common.tables import UnableToReadTable

COLUMNS = ["name", "day", "sum"]
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t"), max_size=30).map(str.strip)


def read(content: bytes, required: frozenset[str] = frozenset({"name"})) -> list[tables.Row]:
    return tables.read(content, columns=COLUMNS, required=required)


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_csv(rows: list[list[object]]) -> bytes:
    return "".join(tables.csv_pieces(COLUMNS, rows)).encode()


def as_xlsx(rows: list[list[object]]) -> bytes:
    target = io.BytesIO()
    tables.write_workbook(target, "names", COLUMNS, rows)
    return target.getvalue()


@given(st.lists(st.tuples(st.just("x") | TEXT, TEXT), min_size=1, max_size=5))
def test_what_is_written_is_read_again(typed: list[tuple[str, str]]) -> None:
    rows: list[list[object]] = [[f"{name}!", day, Decimal("48.50")] for name, day in typed]
    wanted = [{"name": f"{name}!", "day": day, "sum": "48.50"} for name, day in typed]
    assert [row.cells for row in read(as_csv(rows))] == wanted
    assert [{**row.cells, "sum": f"{Decimal(row.cells['sum']):.2f}"} for row in read(as_xlsx(rows))] == wanted


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''-1"])
def test_a_formula_is_written_as_text_and_read_as_it_was(text: str) -> None:
    assert cells.cell(text) == f"'{text}"
    assert cells.plain(cells.cell(text)) == text
    page = load_workbook(io.BytesIO(as_xlsx([[text, None, None]]))).worksheets[0]
    assert page["A2"].data_type == "s"


@pytest.mark.parametrize("text", ["'tis", "it's", "'", "a=b", ""])
def test_what_is_no_formula_is_written_as_it_is(text: str) -> None:
    assert cells.cell(text) == text == cells.plain(text)


def test_days_numbers_and_yes_or_no_of_a_workbook_are_text() -> None:
    day = datetime(2026, 1, 5)  # noqa: DTZ001 - a workbook knows no zones
    (row,) = read(workbook(["name", "day", "sum"], [True, day, 4800.0]))
    assert row.cells == {"name": "yes", "day": "2026-01-05", "sum": "4800"}
    (row,) = read(workbook(["name", "day", "sum"], [date(2026, 1, 5), None, 0.5]))
    assert row.cells == {"name": "2026-01-05", "day": "", "sum": "0.5"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_of_any_country_is_read(delimiter: str) -> None:
    text = f"\ufeffName{delimiter}SUM\r\n\r\n Anna {delimiter}1\r\n"
    assert read(text.encode()) == [tables.Row(3, {"name": "Anna", "sum": "1"})]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n , \n", "empty"),
        (b"day\nx\n", "missing-columns"),
        (b"name,colour\nx,y\n", "unknown-columns"),
        (b"name,name\nx,y\n", "columns-twice"),
        ("name\nJürgen\n".encode("latin-1"), "not-utf-8"),
        (b'name\n"x\n', "unreadable"),
        (b"\xd0\xcf\x11\xe0 old", "old-excel"),
        (b"PK and nothing", "unreadable"),
        (b"name\n" + b"x" * 2001, "long-cell"),
        (b"name\n" + b"x" * tables.MOST_BYTES, "too-large"),
        (b"name\n" + b"x\n" * (tables.MOST_ROWS + 1), "too-many-rows"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(UnableToReadTable) as refusal:
        read(content)
    assert refusal.value.code == code


def test_as_many_rows_as_allowed_are_read() -> None:
    assert len(read(b"name\n" + b"x\n" * tables.MOST_ROWS)) == tables.MOST_ROWS


def test_a_workbook_that_unpacks_to_a_memory_full_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book, book.open("xl/a.xml", "w") as part:
        for _each in range(201):
            part.write(bytes(1024 * 1024))
    with pytest.raises(UnableToReadTable) as refusal:
        read(packed.getvalue())
    assert refusal.value.code == "too-large"
