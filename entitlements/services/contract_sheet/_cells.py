"""A row of the sheet as values; what cannot be read is noted in words, all of it at once."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model, QuerySet

from catalog.rules import Violation
from common import digits, money
from common.tables import Row

YEARS = range(1970, 2200)
LARGEST = 2_147_483_647
"""Minor units that the database keeps at most."""
MOST_CONTACTS = 10_000
_SEPARATOR = re.compile(r"[;,]")
_CURRENCY = re.compile(r"[A-Z]{3}")
_AMOUNT = re.compile(r"\d{1,10}(\.\d{1,3})?")


@dataclass
class Reading:
    """The cells of one row; `wrong` is what could not be read of them."""

    row: Row
    wrong: list[Violation] = field(default_factory=list)

    def note(self, code: str, **facts: str | int | date) -> None:
        """Something is wrong with the row."""
        self.wrong.append(Violation(code, facts))

    def text(self, name: str) -> str:
        """A cell; empty where the file has none."""
        return self.row.cells.get(name, "")

    def day(self, name: str) -> date | None:
        """A day of ISO 8601."""
        text = self.text(name)
        try:
            found = date.fromisoformat(text) if text else None
        except ValueError:
            found = date.max
        if found and found.year not in YEARS:
            self.note("row_day", column=name, text=text)
            return None
        return found

    def name(self, name: str) -> str:
        """A number or a reference, of 40 characters at most."""
        text = self.text(name)
        if len(text) > 40 or not text.isprintable():  # noqa: PLR2004 - as the columns of the tables
            self.note("row_long_name", column=name, text=text[:60])
        return text

    def price(self, currency: str) -> int | None:
        """An amount of the currency, in minor units."""
        text = self.text("price")
        if not text:
            return None
        try:
            minor = money.minor_units(Decimal(text if _AMOUNT.fullmatch(text) else "nan"), currency)
        except (ValueError, InvalidOperation):
            minor = LARGEST + 1
        if minor > LARGEST:
            self.note("row_price", text=text, decimals=money.decimals(currency), currency=currency)
        return minor

    def percent(self) -> int | None:
        """A discount."""
        text = self.text("discount")
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 3 or int(text) > 100:  # noqa: PLR2004 - percent
            self.note("row_percent", text=text)
            return None
        return int(text)

    def count(self, name: str) -> int | None:
        """A whole number from 1 on."""
        text = self.text(name)
        found = digits.read(text) if text else None
        if text and not (found and found <= MOST_CONTACTS):
            self.note("row_count", column=name, text=text[:60], most=MOST_CONTACTS)
            return None
        return found

    def currency(self) -> str:
        """Three letters."""
        text = self.text("currency")
        if text and not _CURRENCY.fullmatch(text):
            self.note("row_currency", text=text)
            return ""
        return text

    def flag(self, name: str) -> bool | None:
        """Yes or no."""
        text = self.text(name).lower()
        if text not in {"", "yes", "no"}:
            self.note("row_flag", column=name, text=text)
        return None if text not in {"yes", "no"} else text == "yes"

    def one(self, name: str, rows: "QuerySet[Any]", by: str) -> Any:
        """The row that the cell names; nothing for an empty one."""
        return next(iter(self.several(name, rows, by, most=1)), None)

    def several(self, name: str, rows: "QuerySet[Any]", by: str, most: int = 500) -> list[Any]:
        """The rows that the cell names, in their order."""
        text = self.text(name)
        parts = [text] if most == 1 else [part.strip() for part in _SEPARATOR.split(text)]
        names = list(dict.fromkeys(filter(None, parts)))
        if not names:
            return []
        known: dict[str, Model] = {getattr(row, by): row for row in rows.filter(**{f"{by}__in": names[:most]})}
        unknown = [each for each in names if each not in known]
        if unknown:
            self.note("row_unknown", column=name, text=", ".join(unknown)[:200])
        return [known[each] for each in names if each in known]
