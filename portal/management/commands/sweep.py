"""`manage.py sweep`: what the worker does every few seconds, without a broker: once, or as a watch that fills in."""

import logging
import signal
from collections.abc import Callable
from threading import Event
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser
from django.db import DatabaseError, close_old_connections

from common import clock
from portal import tasks
from portal.watch import gauges

log = logging.getLogger(__name__)
ROUNDS = (tasks.sweep, tasks.escalate, tasks.sweep_promises, tasks.give_tickets, tasks.scan_files, tasks.expire_files)
EVERY = 15.0
"""Seconds between two looks of the watch."""
SOON = 20.0
"""A round that has not ended for so many seconds is missed: the watch makes all of them."""


class Command(BaseCommand):
    """Do once what the worker does by itself; with `--watch` whenever it does not."""

    help = "Deliver what is due, escalate, record broken promises, scan and expire files, without the broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="Stay, and do it whenever the worker is late.")

    def handle(self, *, watch: bool, **_options: Any) -> None:
        if not watch:
            for each in ROUNDS:
                each()
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        is_left = False
        while not stop.wait(0 if is_left else EVERY):
            is_left = look(is_left=is_left)
            close_old_connections()


def look(*, is_left: bool = False) -> bool:
    """Make all rounds if one is missed, or if the last look left something due; whether something may be left now.

    What fails is logged, and the watch goes on.
    """
    try:
        rounds = ROUNDS if is_left or is_missed() else ()
    except DatabaseError:
        log.exception("The night watch does not reach the database; it looks again.")
        rounds = ()
    made = [make(each) for each in rounds]
    return any(made)


def make(each: Callable[[], bool | None]) -> bool:
    """Make a round; whether it leaves something due."""
    try:
        return bool(each())
    except Exception:
        log.exception("The night watch could not finish %s; it goes on.", getattr(each, "name", each))
        return False


def is_missed() -> bool:
    """Whether a round has not ended for a while, or none ever has."""
    at = clock.shared()
    rounds = gauges.rounds(at)
    return not rounds or any((at - each.ended_at).total_seconds() > SOON for each in rounds)
