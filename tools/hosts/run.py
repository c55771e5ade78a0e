"""Files are sent in pieces to two web servers by turns, scanned and told of by a worker elsewhere, and fetched."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage

from common import clock
from portal.processes.broker import redis_server
from portal.processes.group import ProcessGroup
from tickets.models import Attachment
from tools.faults import world
from tools.faults.browser import NoAnswerError
from tools.faults.postgres import Postgres
from tools.faults.rig import BOUNDED, PYTHON, QUIET
from tools.faults.sinks import Sink
from tools.hosts.network import SHARED, Machine, machines
from tools.hosts.person import Person
from tools.hosts.scanner import VIRUS
from uploads.rules import PART

PATIENCE = 90.0
"""Seconds that something may take."""
TRIES = 5
CUSTOMER = "member.london@abc.example"
PORT = 8000
Line = tuple[str, bool]


def main() -> int:
    """Show it; 0 when everything held."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("It was told to end."))
    with rigged(Path(os.environ["HOSTS_FOLDER"])) as (homes, sink):
        found = list(shown(homes, sink))
    for text, holds in found:
        sys.stdout.write(f"{'holds ' if holds else 'BROKEN'} {text}\n")
    return int(not all(holds for _text, holds in found))


def shown(homes: dict[str, Machine], sink: Sink) -> Iterator[Line]:
    """One thing after the other, and whether it is so."""
    first = Person(f"http://{homes['web-1'].address}:{PORT}", CUSTOMER)
    first.log_in()
    second = first.at(f"http://{homes['web-2'].address}:{PORT}")
    files = {"dump.zip": Random(1).randbytes(2 * PART + 7), "bad.log": b"line\n" + VIRUS, "app.log": b"line\n" * 9}  # noqa: S311 - bytes that repeat
    tokens = {name: sent(name, content, first, second) for name, content in files.items()}
    yield "files came in pieces by turns to web-1 and web-2", all(tokens.values())
    where = filed(second, lambda: tokens.pop("bad.log", "") or sent("bad.log", files["bad.log"], first, second))
    yield "a ticket was filed at web-2 with a file that was sent to web-1", where.startswith("/tickets/")
    first.post(f"{where}replies/", {"body": "The log.", "token": "app", "uploads": tokens["app.log"]})
    first.post(f"{where}bundles/new/", {"body": "All of it.", "token": "dump", "uploads": tokens["dump.zip"]})
    rows = Attachment.objects.filter(name__in=files)
    yield "the worker has scanned all of them", until(lambda: rows.exclude(scan="waiting").count() == len(files))
    bad = rows.get(name="bad.log")
    yield "it has deleted the infected one from the bucket", until(lambda: not default_storage.exists(str(bad.file)))
    yield "it has sent the mails of the ticket", until(lambda: CUSTOMER in {each.recipient for each in sink.arrivals()})
    for name, person in (("dump.zip", second), ("app.log", first)):
        got = person.fetch(f"{where}attachments/{rows.get(name=name).pk}/")
        yield f"{name} comes from the bucket as it was sent", same(got, files[name])
    refused = first.raw("GET", f"{where}attachments/{bad.pk}/", {}).status
    yield "the infected file is given to nobody", refused == 403  # noqa: PLR2004 - forbidden
    yield f"machines keep nothing of it: {', '.join(kept(homes)) or 'nothing at all'}", len(kept(homes)) <= 1


def sent(name: str, content: bytes, *people: Person) -> str:
    """Send a file in pieces, each to the next web server; its token."""
    address = people[0].begin(name, len(content), "bundle" if name.endswith(".zip") else "attachment")
    there = turn = 0
    while there < len(content):
        there = people[turn % len(people)].send(address, there, content[there : there + PART])
        turn += 1
    return address.split("/")[-2]


def filed(person: Person, upload: Callable[[], str]) -> str:
    """File a ticket with an upload; its page. Where the scanner was faster, the form is refused, and sent once more."""
    words = {"subject": "It stopped", "description": "Since noon.", "severity": "3", "token": "new"}
    for _ in range(TRIES):
        said = {**person.form("/tickets/new/", "description"), **words, "uploads": upload()}
        if where := person.post("/tickets/new/", said).location:
            return where
    return ""


def same(got: tuple[str, bytes], content: bytes) -> bool:
    """Whether it came from the bucket, and is what was sent."""
    where, body = got
    return where.startswith(f"http://{SHARED}:") and sha256(body).digest() == sha256(content).digest()


def kept(homes: dict[str, Machine]) -> list[str]:
    """What lies in the folders of the machines: beat's schedule, which it makes again."""
    paths = [path for home in homes.values() for path in home.home.rglob("*") if path.is_file()]
    return sorted({f"{path.parts[-2]}/{path.name.partition('.')[0]}" for path in paths})


def until(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold in a minute."""
    began, pause = monotonic(), Event()
    while not holds() and monotonic() - began < PATIENCE:
        pause.wait(0.3)
    return holds()


@contextmanager
def rigged(folder: Path) -> Iterator[tuple[dict[str, Machine], Sink]]:
    """What all share, then the machines with the portal; all of it is ended, whatever happens."""
    with ExitStack() as stack:
        homes = stack.enter_context(machines(folder))
        sink = Sink(int(settings.EMAIL_PORT), SHARED)
        stack.callback(sink.close)
        log = stack.enter_context((folder / "log").open("w"))
        group = stack.enter_context(ProcessGroup(log, os.environ))
        share(stack, group, folder / "shared")
        world.make(clock.now())
        bucket: Any = default_storage
        bucket.client.create_bucket(Bucket=bucket.bucket_name)
        sys.stdout.write("PostgreSQL, Redis, bucket, scanner and mail server listen; the world is made.\n")
        for name, command in commands().items():
            group.start(name, homes[name].run(command))
        if not until_answered(homes):
            raise TimeoutError((folder / "log").read_text()[-4000:])
        yield homes, sink


def share(stack: ExitStack, group: ProcessGroup, folder: Path) -> None:
    """Start what the machines reach over TCP, and wait for the database and the bucket."""
    folder.mkdir()
    postgres = Postgres(group, folder / "pg", listens=(SHARED, int(settings.DATABASES["default"]["PORT"])))
    postgres.start()
    stack.callback(postgres.crash)
    port = str(settings.CELERY_BROKER_URL).rpartition(":")[2].partition("/")[0]
    options = ["--bind", SHARED, "--port", port, "--save", "", "--protected-mode", "no", "--dir", str(folder)]
    group.start("redis", [redis_server() or "redis-server", *options])
    at = urlsplit(settings.STORAGES["default"]["OPTIONS"]["endpoint_url"])
    group.start("bucket", [*PYTHON, "moto.server", "--host", SHARED, "--port", str(at.port)])
    group.start("scanner", [*PYTHON, "tools.hosts.scanner", *settings.CLAMD_SOCKET.rsplit(":", 1)])
    if not until(postgres.is_ready):
        raise TimeoutError("PostgreSQL does not start.")
    with postgres.connected() as connection:
        connection.execute("CREATE DATABASE portal")


def commands() -> dict[str, list[str]]:
    """What runs on each machine."""
    web = [*PYTHON, "gunicorn", "portal.wsgi:application", "--threads", "4", "--bind", f"0.0.0.0:{PORT}"]
    worker = [*PYTHON, "portal.processes.worker", *BOUNDED, "--clock", *QUIET]
    return {"web-1": web, "web-2": web, "worker": worker}


def until_answered(homes: dict[str, Machine]) -> bool:
    """Whether both web servers come to answer."""

    def answer() -> bool:
        try:
            for name in ("web-1", "web-2"):
                Person(f"http://{homes[name].address}:{PORT}", "").get("/healthz/")
        except NoAnswerError:
            return False
        return True

    return until(answer)
