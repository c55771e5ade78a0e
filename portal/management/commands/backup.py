"""`manage.py backup TARGET`: all that is stored, into a new folder, while the portal runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from common import clock
from portal.management.progress import Line
from portal.safekeeping import UnableToKeep, back_up


class Command(BaseCommand):
    """Write every row and every file that a row needs, with the SHA-256 of each."""

    help = "Back up the database and the files into a new folder, while the portal runs. docs/operations.md"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="The new folder; it has this name once the backup is whole.")
        parser.add_argument("--rows-only", action="store_true", help="Leave the files in their bucket.")

    def handle(self, *, target: Path, rows_only: bool, **_options: Any) -> None:
        try:
            taken = back_up(target, at=clock.shared(), progress=Line(self.stdout), rows_only=rows_only)
        except UnableToKeep as refusal:
            raise CommandError(str(refusal)) from refusal
        facts = taken.facts
        self.stdout.write(f"{taken.rows} rows and {facts.files} files are in {target}.")
        if facts.bucket:
            self.stdout.write(f"The files stay in the bucket {facts.bucket}.")
        for name in facts.missing:
            self.stderr.write(f"Missing, and not in the backup: {name}")
