"""`manage.py sweep`: what the worker does every few seconds, without a broker: once, or as long as nobody else does."""

import logging
import signal
from collections.abc import Callable
from threading import Event
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser
from django.db import close_old_connections

from portal import tasks
from portal.watch.missed import EVERY, is_missed

log = logging.getLogger(__name__)
ROUNDS = (tasks.sweep, tasks.escalate, tasks.sweep_promises, tasks.give_tickets, tasks.scan_files, tasks.expire_files)
RELIEVED = 3
"""After so many looks in a row that find no round missed somebody else makes them: its own last for one look."""


class Command(BaseCommand):
    """Do once what the worker does by itself; with `--stand-in` until it does so again."""

    help = "Deliver what is due, escalate, record broken promises, scan and expire files, without the broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stand-in", action="store_true", help="Do it whenever the worker is late, until it is not late any more."
        )

    def handle(self, *, stand_in: bool, **_options: Any) -> None:
        if not stand_in:
            for each in ROUNDS:
                each()
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        fill_in(stop)


def fill_in(stop: Event) -> None:
    """Look, and look again, until nobody is missed or somebody says stop."""
    quiet, is_left = 0, False
    while quiet < RELIEVED and not stop.is_set():
        found = look(is_left=is_left)
        is_left = bool(found)
        quiet = quiet + 1 if found is None else 0
        close_old_connections()
        stop.wait(0 if is_left or quiet == RELIEVED else EVERY)


def look(*, is_left: bool = False) -> bool | None:
    """Make all rounds if one is missed, or if the last look left something due.

    Answers whether something may be left now, and None where nothing was to be made. What fails is logged.
    """
    if not (is_left or is_missed()):
        return None
    made = [make(each) for each in ROUNDS]
    return any(made)


def make(each: Callable[[], bool | None]) -> bool:
    """Make a round; whether it leaves something due."""
    try:
        return bool(each())
    except Exception:
        log.exception("The night watch could not finish %s; it goes on.", getattr(each, "name", each))
        return False
