"""A row of a sheet as values; what cannot be read is noted, all of it at once."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from catalog.rules import Violation
from common import digits
from common.tables import Row

YEARS = range(1970, 2200)
LONGEST_NAME = 40
SEPARATOR = re.compile(r"[;,]")


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

    def name(self, name: str, longest: int = LONGEST_NAME) -> str:
        """A number, a reference or a name, of one line and so many characters at most."""
        text = self.text(name)
        if len(text) > longest or not text.isprintable():
            self.note("row_long_name", column=name, text=text[:60], most=longest)
        return text

    def count(self, name: str, most: int) -> int | None:
        """A whole number from 1 on."""
        text = self.text(name)
        found = digits.read(text) if text else None
        if text and not (found and found <= most):
            self.note("row_count", column=name, text=text[:60], most=most)
            return None
        return found

    def flag(self, name: str) -> bool | None:
        """Yes or no."""
        text = self.text(name).lower()
        if text not in {"", "yes", "no"}:
            self.note("row_flag", column=name, text=text)
        return None if text not in {"yes", "no"} else text == "yes"

    def parts(self, name: str) -> list[str]:
        """What the cell lists, each once, in its order."""
        return list(dict.fromkeys(filter(None, (part.strip() for part in SEPARATOR.split(self.text(name))))))

    def one(self, name: str, rows: "QuerySet[Any]", by: str) -> Any:
        """The row that the cell names; nothing for an empty one."""
        return next(iter(self._known(name, rows, by, list(filter(None, [self.text(name)])))), None)

    def several(self, name: str, rows: "QuerySet[Any]", by: str) -> list[Any]:
        """The rows that the cell names, in their order."""
        return self._known(name, rows, by, self.parts(name))

    def _known(self, name: str, rows: "QuerySet[Any]", by: str, names: list[str]) -> list[Any]:
        if not names:
            return []
        known: dict[str, Model] = {getattr(row, by): row for row in rows.filter(**{f"{by}__in": names})}
        unknown = [each for each in names if each not in known]
        if unknown:
            self.note("row_unknown", column=name, text=", ".join(unknown)[:200])
        return [known[each] for each in names if each in known]
