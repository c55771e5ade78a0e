"""Spreadsheets come in: a kind of sheet says how its rows are put in, here they are tried, confirmed and counted."""

from accounts.services.sheets._cells import Reading
from accounts.services.sheets._kinds import Became, RowsRefused, Sheet
from accounts.services.sheets._running import (
    ROWS,
    UnableToDecideImport,
    claim_import,
    confirm_import,
    drop_import,
    open_import,
    put_next_rows,
    release_import,
    tally,
)
from accounts.wording import CELLS, said
from accounts.wording import table as in_words

__all__ = [
    "CELLS",
    "ROWS",
    "Became",
    "Reading",
    "RowsRefused",
    "Sheet",
    "UnableToDecideImport",
    "claim_import",
    "confirm_import",
    "drop_import",
    "in_words",
    "open_import",
    "put_next_rows",
    "release_import",
    "said",
    "tally",
]
