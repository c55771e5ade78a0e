"""`manage.py sweep`: what the worker does every few seconds, once, without a broker."""

from typing import Any

from django.core.management import BaseCommand

from portal import tasks


class Command(BaseCommand):
    """Do once what the worker does by itself; for a machine whose worker or broker is down."""

    help = "Deliver what is due, record broken promises, scan and expire files, once, without the broker."

    def handle(self, **_options: Any) -> None:
        tasks.sweep()
        tasks.sweep_promises()
        tasks.scan_files()
        tasks.expire_files()
