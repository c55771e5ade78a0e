"""`manage.py fill_bucket`: the files of `PORTAL_VAR/files` into the bucket that `S3_BUCKET` names."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from portal.management.progress import Line
from portal.safekeeping import UnableToKeep, fill_bucket


class Command(BaseCommand):
    """Copy what is not there yet; nothing is deleted."""

    help = "Copy the stored files into the bucket of S3_BUCKET; goes on where it broke off. docs/operations.md"

    def handle(self, **_options: Any) -> None:
        try:
            missing = fill_bucket(Line(self.stdout))
        except UnableToKeep as refusal:
            raise CommandError(str(refusal)) from refusal
        for name in missing:
            self.stderr.write(f"Named by a row, and neither in the folder nor in the bucket: {name}")
        if not missing:
            self.stdout.write("Every file that a row names is in the bucket.")
