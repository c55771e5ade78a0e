"""A sweeper of its own: sweeps without a pause until it is asked to end."""

import os
import signal
from pathlib import Path
from threading import Event

from django.conf import settings

from portal import tasks


def main() -> None:
    """Say that it is ready, and sweep."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    (Path(settings.VAR) / f"sweeper-{os.getpid()}").touch()
    while not stop.wait(0.05):
        tasks.sweep()
