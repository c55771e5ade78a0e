"""`manage.py import_sheet contracts FILE`: what a spreadsheet would change; with `--apply` it is changed."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import SheetImport, SheetRow, User
from accounts.services import sheets
from common import clock
from common.tables import UnableToReadTable
from portal.sheets import SHEETS

OURS = timedelta(days=1)
"""No worker takes what a command works on."""
REFUSED = (SheetRow.Outcome.REFUSED, SheetRow.Outcome.HELD_BACK)


class Command(BaseCommand):
    """Try a file and print what became of its rows; import it when asked to."""

    help = "Try a spreadsheet (CSV or XLSX) row by row and print the report; --apply puts the rows in that are right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sheet", choices=sorted(SHEETS), help="what its rows are")
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="put in what can be put in, after the trial")
        parser.add_argument(
            "--by", default="", metavar="ADDRESS", help="who is named in the history: an e-mail address"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        sheet, file = SHEETS[options["sheet"]], options["file"]
        actor = User.objects.filter(email=options["by"].lower()).first() if options["by"] else None
        if options["by"] and actor is None:
            raise CommandError(f"There is no user {options['by']}.")
        try:
            opened = {"file_name": file.name, "content": file.read_bytes(), "actor": actor, "at": clock.now()}
            imported = sheets.open_import(sheet=sheet, **opened, lease=OURS)
        except OSError as problem:
            raise CommandError(str(problem)) from problem
        except UnableToReadTable as refusal:
            raise CommandError(sheets.in_words(refusal)) from refusal
        refused = self._work(imported, sheet, "tried")
        if options["apply"]:
            sheets.confirm_import(imported=imported, actor=actor, at=clock.now())
            refused = self._work(imported, sheet, "imported")
        else:
            sheets.drop_import(imported=imported, actor=actor, at=clock.now())
            self.stdout.write("Nothing was changed. Add --apply to change it.")
        if refused:
            rows = "row" if refused == 1 else "rows"
            raise CommandError(f"Not right: {refused} {rows}, as told above. The others are as the report says.")

    def _work(self, imported: SheetImport, sheet: sheets.Sheet, done: str) -> int:
        """Look at each row, with the count on one line, and print the report; how many rows were refused."""
        total, count = imported.rows.count(), 0
        while number := sheets.put_next_rows(imported=imported, sheet=sheet, at=clock.now()):
            count += number
            if self.stdout.isatty():
                self.stdout.write(f"{count} of {total} rows {done}\r", ending="")
        counted = sheets.tally(imported)
        said = ", ".join(f"{counted.get(value, 0)} {label}" for value, label in SheetRow.Outcome.choices)
        self.stdout.write(f"{count} of {total} rows {done}: {said}")
        refused = imported.rows.filter(outcome__in=REFUSED)
        for row in refused.order_by("number").iterator():
            self.stdout.write(
                f"  row {row.number}, {sheet.name_of(row)}: {row.get_outcome_display()}. {' '.join(row.words)}"
            )
        return refused.count()
