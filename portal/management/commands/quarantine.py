"""`manage.py quarantine`: let nothing leave a portal that was restored in another way, or is a copy."""

from typing import Any

from django.core.management import BaseCommand

from common import clock
from outbox import services as outbox


class Command(BaseCommand):
    """Begin a quarantine by hand: before the worker is started on a snapshot of a machine or of a database."""

    help = "Let nothing leave this portal until `manage.py release`: for a copy of another one."

    def handle(self, **_options: Any) -> None:
        at = clock.shared()
        found = outbox.isolate(known_until=at, at=at)
        self.stdout.write(f"In quarantine since {found.began_at:%Y-%m-%d %H:%M:%S} UTC. `manage.py release` ends it.")
