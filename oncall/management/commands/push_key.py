"""`manage.py push_key`: make the key that signs pushes to devices."""

from typing import Any

from django.core.management import BaseCommand

from oncall.services.channels.push import new_private_key


class Command(BaseCommand):
    """Print a new key as a line for the environment; nothing is stored."""

    help = "Make a key that signs pushes to devices, as a line for the environment. Nothing is stored."

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"VAPID_PRIVATE_KEY={new_private_key()}")
