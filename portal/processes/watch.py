"""`python -m portal.processes.watch`: the night watch, which looks whether the worker's rounds go on.

While one is missed, `manage.py sweep --stand-in` makes them, a process of its own. So the watch itself knows one table
and holds a third of what a process with every task holds.
"""

import os
import signal
import subprocess
import sys
from threading import Event

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.prod")

import django
from django.conf import settings
from django.db import close_old_connections


def main() -> None:
    """Look every few seconds until asked to stop."""
    settings.INSTALLED_APPS = ["outbox"]
    django.setup()
    from portal.watch.missed import EVERY, is_missed  # noqa: PLC0415 - Django is set up only now

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(EVERY):
        missed = is_missed()
        close_old_connections()
        if missed:
            stand_in(stop)


def stand_in(stop: Event) -> None:
    """Have the rounds made until somebody else makes them, or until asked to stop."""
    command = [sys.executable, str(settings.ROOT / "manage.py"), "sweep", "--stand-in"]
    with subprocess.Popen(command) as child:  # noqa: S603 - our own command
        while child.poll() is None:
            if stop.wait(1):
                child.terminate()
                return


if __name__ == "__main__":
    main()
