"""Having files scanned by a real little server that speaks clamd's protocol on the loopback."""

import socketserver
import struct
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import User
from outbox.models import OutboundMessage
from tests.uploads.conftest import AT
from uploads import claims, rules, services
from uploads.models import Scan, Upload

VIRUS = b"a file that the scanner knows"


class Clamd(socketserver.ThreadingTCPServer):
    """Reads INSTREAM and finds one virus; `says` replaces its verdict."""

    daemon_threads = True
    says = ""
    heard = 0


class Ear(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        body = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            body += self.rfile.read(size)
        self.server.heard += 1
        verdict = "stream: Test.Virus FOUND" if VIRUS in body else "stream: OK"
        self.wfile.write((self.server.says or verdict).encode() + b"\0")


@pytest.fixture
def clamd(settings: Settings) -> Iterator[Clamd]:
    """A scanner on a port of its own, which the settings name."""
    with Clamd(("127.0.0.1", 0), Ear) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.CLAMD_SOCKET = f"127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()
        thread.join()


def sent(owner: User, content: bytes = b"harmless") -> Upload:
    """A file that has arrived whole."""
    upload = services.begin(owner=owner, purpose="attachment", name="a.bin", size=len(content), at=AT)
    services.append(upload=upload, offset=0, stream=BytesIO(content), at=AT)
    return upload


def follow() -> None:
    """Hand the news of scans to the uploads."""
    for message in OutboundMessage.objects.filter(name="file.scanned"):
        services.scanned(key=message.payload["key"], payload=message.payload, at=AT)


def test_without_a_scanner_files_are_taken_as_they_are(owner: User) -> None:
    assert sent(owner).state == "clean"
    assert not Scan.objects.exists()
    assert not services.scan_next(at=AT)


@pytest.mark.both
def test_a_clean_file_waits_until_the_scanner_has_seen_it(owner: User, clamd: Clamd) -> None:
    upload = sent(owner)
    assert upload.state == "waiting"
    assert services.scan_next(at=AT)
    follow()
    upload.refresh_from_db()
    assert (upload.state, clamd.heard, services.scan_next(at=AT)) == ("clean", 1, False)


def test_an_object_of_a_bucket_is_scanned_and_deleted_like_a_file(
    owner: User, clamd: Clamd, bucket: Any, django_capture_on_commit_callbacks: Any
) -> None:
    sent(owner, b"harmless")
    sent(owner, b"x" * 300_000 + VIRUS)
    while services.scan_next(at=AT):
        pass
    with django_capture_on_commit_callbacks(execute=True):
        follow()
    assert list(Upload.objects.order_by("pk").values_list("state", flat=True)) == ["clean", "infected"]
    assert (clamd.heard, [each.size for each in bucket.objects()]) == (2, [len(b"harmless")])


@pytest.mark.both
def test_an_infected_file_is_deleted_and_cannot_be_used(
    owner: User, clamd: Clamd, django_capture_on_commit_callbacks: Any
) -> None:
    upload = sent(owner, b"x" * 300_000 + VIRUS)
    services.scan_next(at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        follow()
    upload.refresh_from_db()
    assert (upload.state, Scan.objects.get().found, clamd.heard) == ("infected", "Test.Virus", 1)
    assert not upload.file.storage.exists(str(upload.file))
    with pytest.raises(services.UnableToAdopt) as refusal:
        services.adopt(upload=upload, owner=owner)
    assert refusal.value.code == "file_infected"


def test_a_verdict_that_is_known_and_not_told_yet_counts(owner: User, clamd: Clamd) -> None:
    good, bad = sent(owner), sent(owner, VIRUS)
    services.scan_next(at=AT)
    services.scan_next(at=AT)
    assert clamd.heard == 2
    assert services.adopt(upload=good, owner=owner) == "clean"
    with pytest.raises(services.UnableToAdopt):
        services.adopt(upload=bad, owner=owner)


@pytest.mark.both
def test_a_scanner_that_is_away_leaves_the_file_waiting(owner: User, settings: Settings, clamd: Clamd) -> None:
    there, settings.CLAMD_SOCKET = settings.CLAMD_SOCKET, "/nowhere/clamd.sock"
    upload = sent(owner)
    assert services.scan_next(at=AT)
    assert services.adopt(upload=upload, owner=owner) == "waiting"
    settings.CLAMD_SOCKET = there
    assert not services.scan_next(at=AT)
    assert services.scan_next(at=AT + rules.FIRST_DELAY)
    assert (Scan.objects.get().verdict, clamd.heard) == ("clean", 1)


@pytest.mark.parametrize("says", ["INSTREAM size limit exceeded. ERROR", "stream: OK FOUND nothing", "nonsense", "\0"])
def test_an_answer_that_is_no_verdict_is_none(owner: User, clamd: Clamd, says: str) -> None:
    clamd.says = says
    sent(owner)
    services.scan_next(at=AT)
    scan = Scan.objects.get()
    assert (scan.verdict, scan.due_at) == ("", AT + rules.FIRST_DELAY)
    assert scan.last_error


@pytest.mark.both
def test_a_file_belongs_to_one_worker_until_its_lease_ends(owner: User, clamd: Clamd) -> None:
    sent(owner)
    held = claims.claim(at=AT)
    assert held is not None
    assert claims.claim(at=AT + timedelta(minutes=1)) is None
    again = claims.claim(at=AT + rules.LEASE)
    assert again is not None
    assert not claims.mark_done(held, verdict="clean", found="")
    assert claims.mark_done(again, verdict="clean", found="")
    assert clamd.heard == 0


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert [rules.retry_delay(number).total_seconds() for number in (1, 2, 3, 50)] == [15, 30, 60, 900]
