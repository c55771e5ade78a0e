"""`manage.py sweep`: what the worker does every few seconds, once, without a broker."""

from typing import Any

from django.core.management import BaseCommand

from portal import tasks


class Command(BaseCommand):
    """Deliver what is due and record broken promises; for a machine whose worker or broker is down."""

    help = "Deliver what is due and record broken promises, once, without the broker."

    def handle(self, **_options: Any) -> None:
        tasks.sweep()
        tasks.sweep_promises()
