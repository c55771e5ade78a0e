"""`manage.py restore SOURCE`: a portal made of a backup; nothing leaves it before `manage.py release`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command

from common import clock
from portal.management.progress import Line
from portal.safekeeping import UnableToKeep, restore


class Command(BaseCommand):
    """Make the tables, check and write all rows and files, and begin a quarantine."""

    help = "Make this portal what a backup holds, in quarantine: nothing leaves it before `manage.py release`."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="The folder that `manage.py backup` wrote.")
        parser.add_argument("--replace", action="store_true", help="Delete every row that is in the database now.")

    def handle(self, *, source: Path, replace: bool, **_options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        try:
            facts = restore(source, at=clock.shared(), replace=replace, progress=Line(self.stdout))
        except UnableToKeep as refusal:
            raise CommandError(str(refusal)) from refusal
        for name in facts.missing:
            when = f"in the bucket {facts.bucket}" if facts.bucket else "as it was when the backup was taken"
            self.stderr.write(f"Missing, {when}: {name}")
        self.stdout.write(
            f"Restored as of {facts.instant:%Y-%m-%d %H:%M:%S} UTC. Nothing leaves this portal: look at it, run "
            "`manage.py doctor`, then `manage.py release`."
        )
