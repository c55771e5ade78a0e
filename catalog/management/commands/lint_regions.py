"""`manage.py lint_regions`: calendars that an administrator should look at."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog import services, wording
from common import clock


class Command(BaseCommand):
    """List what is missing in the regions' calendars; fails when there is anything, so that a scheduler notices."""

    help = (
        "List unknown time zones, regions that never open, holiday lists that have ended or end soon, and hours that"
        " the clock skips."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        at = clock.now()
        found = [
            f"{region.name}: {wording.sentence(warning)}" for region, warning in services.regions_to_look_at(at=at)
        ]
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("Every region's calendar is in order.")
