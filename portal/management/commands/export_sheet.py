"""`manage.py export_sheet contracts FILE`: everything of a kind as a spreadsheet, which can be imported again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common import tables
from portal.sheets import SHEETS


class Command(BaseCommand):
    """Write a CSV or an XLSX, as the file's name ends."""

    help = "Write a spreadsheet that import_sheet takes; FILE ends with .csv or .xlsx."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sheet", choices=sorted(SHEETS), help="what its rows are")
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        sheet, file = SHEETS[options["sheet"]], options["file"]
        if file.suffix not in {".csv", ".xlsx"}:
            raise CommandError("The name of the file ends with .csv or .xlsx.")
        try:
            with file.open("wb") as target:
                if file.suffix == ".xlsx":
                    tables.write_workbook(target, sheet.name, list(sheet.columns), sheet.rows())
                else:
                    target.writelines(text.encode() for text in tables.csv_pieces(list(sheet.columns), sheet.rows()))
        except OSError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{sheet.title}: written to {file}.")
