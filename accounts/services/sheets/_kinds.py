"""What a kind of sheet brings: its columns, which rows belong together, and the services that put them in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import SheetRow, User
from common.tables import Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a row, with what of it changed."""

    outcome: str
    words: tuple[str, ...] = ()


NEW, UNCHANGED = Became(SheetRow.Outcome.NEW), Became(SheetRow.Outcome.UNCHANGED)


class RowsRefused(Exception):  # noqa: N818 - it carries the report of rows that belong together out of their transaction
    """Rows of one thing are not put in; the reasons in words by the number of each row that is at fault."""

    def __init__(self, reasons: Mapping[int, Sequence[str]]) -> None:
        super().__init__(dict(reasons))
        self.reasons = dict(reasons)


Put = Callable[[Sequence[Row], User | None, datetime], Sequence[Became]]
"""Puts rows of one key in through services, in the caller's transaction, and answers for each.

Raises:
    RowsRefused: if any of them cannot be put in.
"""


@dataclass(frozen=True)
class Sheet:
    """A kind of sheet. `columns` are its names with what each holds; `key` tells which rows are one thing.

    `called` is what the report calls a row, if not by its key. `rows` are those of an export, with a value for each
    column; `permissions` are what who imports has to have.
    """

    name: str
    title: "StrOrPromise"
    columns: Mapping[str, "StrOrPromise"]
    required: frozenset[str]
    permissions: tuple[str, ...]
    key: Callable[[Mapping[str, str]], str]
    put: Put
    rows: Callable[[], Iterable[Sequence[object]]]
    called: Callable[[Mapping[str, str]], str] | None = None

    def name_of(self, row: SheetRow) -> str:
        """What the report calls a row."""
        return self.called(row.cells) if self.called else row.key
