"""Tables as text that a spreadsheet opens: no cell of it is ever a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that what follows is UTF-8."""
STARTS_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""Also behind quotes, so that what was quoted can be told from what had a quote before."""


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def cell(value: object) -> str:
    """The value as text; what a spreadsheet would take for a formula is quoted."""
    text = "" if value is None else str(value)
    return f"'{text}" if STARTS_A_FORMULA.match(text) else text


def plain(text: str) -> str:
    """What `cell` was given, without the quote that it put before a formula."""
    return text[1:] if text.startswith("'") and STARTS_A_FORMULA.match(text) else text


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The rows as CSV, one piece of text each, the first with the mark of UTF-8."""
    writer = csv.writer(_Echo())
    for number, row in enumerate(rows):
        text = writer.writerow([cell(each) for each in row])
        yield text if number else f"{BYTE_ORDER_MARK}{text}"
