"""`manage.py up`: the whole portal in one process group."""

import fcntl
import os
import signal
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from accounts.services import PASSWORD, published_accounts
from common import clock
from portal import demo as world
from portal.processes.broker import Broker, broker
from portal.processes.group import ProcessGroup
from portal.processes.reset import UnableToReset, reset

HOST = "127.0.0.1"
THREADS = 8


class Command(BaseCommand):
    """Migrate, then run the web server, the worker with its beat and the embedded broker until asked to stop."""

    help = "Run the portal: web, worker, beat and, without one of its own, a broker. Ctrl-C ends all of them."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="Where it answers (8000).")
        parser.add_argument("--demo", action="store_true", help="Load the demo world when it is not there.")
        parser.add_argument("--reset", action="store_true", help="Delete what is stored and start over.")

    def handle(self, *, port: int, demo: bool, **options: Any) -> None:
        if (demo or options["reset"]) and not settings.PORTAL_DEMO:
            raise CommandError("The demo is off in these settings: nothing was loaded or deleted.")
        refuse_taken(port)
        with only_one():
            if options["reset"]:
                self.start_over()
            call_command("migrate", verbosity=0, interactive=False)
            if demo and not world.is_loaded():
                self.load_demo()
            with (
                broker(settings.CELERY_BROKER_URL, settings.VAR) as chosen,
                ProcessGroup(sys.stdout, environment(chosen, port)) as group,
            ):
                self.run(group, chosen, port, demo=demo)

    def load_demo(self) -> None:
        """Load the demo world, where nothing else is."""
        self.stdout.write("Loading the demo world.")
        try:
            world.load(clock.now())
        except world.UnableToLoadDemo as refusal:
            raise CommandError(str(refusal)) from refusal

    def start_over(self) -> None:
        """Delete what is stored, when it is the demo's."""
        if settings.S3_BUCKET:
            raise CommandError(f"The files lie in the bucket {settings.S3_BUCKET}; nothing was deleted.")
        try:
            reset(database=settings.DATABASES["default"], files=settings.MEDIA_ROOT, var=settings.VAR)
        except UnableToReset as refusal:
            raise CommandError(str(refusal)) from refusal

    def run(self, group: ProcessGroup, chosen: Broker, port: int, *, demo: bool) -> None:
        """Start the children, say when the portal answers, and wait for a signal or for one of them to end.

        The web server starts alone: people wait for it, and the worker has time.
        """
        stop = stop_on_signals()
        if chosen.command:
            group.start("broker", chosen.command)
        group.start("web", web(port))
        says_hello = False
        while not stop.wait(0.1):
            if ended := group.ended():
                raise CommandError(f"{ended}; the others are stopped.")
            if not says_hello and answers(port):
                says_hello = True
                group.start("worker", worker())
                self.stdout.write(welcome(port, demo=demo))
        self.stdout.write("Stopping.")


def welcome(port: int, *, demo: bool) -> str:
    """Where the portal answers, and who may log in to the demo world."""
    where = f"The portal answers at http://{HOST}:{port}/ (Ctrl-C ends it)."
    if folder := getattr(settings, "EMAIL_FILE_PATH", None):
        where = f"{where}\nMails are written into {folder}, and sent to nobody."
    if not demo:
        return where
    people = [f"  {account.email:32} {account.description}" for account in published_accounts()]
    return "\n".join(["", f"Demo accounts, password {PASSWORD}:", *people, "", where, ""])


def web(port: int) -> list[str]:
    """The web server: one process, because SQLite has one writer; production runs as many as it likes."""
    options = ["--bind", f"{HOST}:{port}", "--threads", str(THREADS), "--graceful-timeout", "5", "--keep-alive", "75"]
    quiet = ["--log-level", "warning", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "portal.wsgi:application", *options, *quiet]


def worker() -> list[str]:
    """The worker, with the beat that wakes it every few seconds."""
    options = ["--clock", "--pool", "threads", "--concurrency", "4", "--loglevel", "warning"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [sys.executable, "-m", "portal.processes.worker", *options, *quiet]


def environment(chosen: Broker, port: int) -> Mapping[str, str]:
    """What the children are told: the settings, the broker, and where links in mails lead."""
    own = {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"], "CELERY_BROKER_URL": chosen.url}
    return {"BASE_URL": f"http://{HOST}:{port}", **os.environ, **own, "PYTHONUNBUFFERED": "1"}


def stop_on_signals() -> Event:
    """An event that Ctrl-C, a closed terminal and a request to end set."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


def answers(port: int) -> bool:
    """Whether the portal says that it is ready."""
    connection = HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/healthz/", headers={"Host": own_name()})
        return connection.getresponse().status == 200  # noqa: PLR2004 - OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def own_name() -> str:
    """A host name that the portal answers to, whatever the settings."""
    return next((name for name in settings.ALLOWED_HOSTS if name[:1] not in {"*", "."}), HOST)


def refuse_taken(port: int) -> None:
    """Raise CommandError when something else listens at `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(f"Port {port} is taken; choose another with --port.") from error


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the lock of this installation's data. Raises CommandError when another `up` holds it."""
    with (settings.VAR / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(f"It runs already with the data of {settings.VAR}.") from error
        yield
