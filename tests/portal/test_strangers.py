"""nginx as in `deploy/` before a portal: who is not logged in fills no disk and keeps nobody from reading."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Semaphore, Thread

import pytest

from tests.portal.test_processes import ROOT
from tests.portal.test_unavailable import free_ports, is_heard
from tools.faults import spread

HOST = {"Host": "support.vendor.example"}
KNOWN = {**HOST, "Cookie": "who=known"}
MUCH = 3_000_000


@dataclass
class Portal:
    """What stands behind nginx: it says who may send, and notes what arrives."""

    port: int
    asked: Semaphore = field(default_factory=lambda: Semaphore(0))
    questions: int = 0
    arrived: list[tuple[str, int]] = field(default_factory=list)

    def ask(
        self, method: str, path: str, body: bytes | Iterator[bytes] | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        """What nginx answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body, headers, encode_chunked=isinstance(body, Iterator))
        answer = connection.getresponse()
        said = answer.status, answer.read().decode()
        connection.close()
        return said

    def begin(self, headers: dict[str, str], length: int) -> socket.socket:
        """Somebody announces so many bytes, and sends one."""
        sending = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        sending.sendall(f"POST /tickets/new/ HTTP/1.1\r\n{head}Content-Length: {length}\r\n\r\nx".encode())
        return sending


def answering(portal: Portal) -> type[BaseHTTPRequestHandler]:
    """The portal's answers."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/uploads/allowance/":
                return self.say(403 if self.path == "/secret/" else 200, "A page of the portal")
            portal.questions += 1
            portal.asked.release()
            return self.say(204 if "who=known" in self.headers.get("Cookie", "") else 403, "")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            portal.arrived.append((self.path, len(body)))
            self.say(200, "Taken")

        def say(self, status: int, text: str) -> None:
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_words: object) -> None:
            """Keep quiet."""

    return Answering


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """Nginx with the configuration of `deploy/`, and a portal behind it."""
    if shutil.which("nginx", path="/usr/sbin:/usr/bin") is None:
        pytest.skip("nginx is not installed")
    made = Portal(free_ports(1)[0])
    behind = ThreadingHTTPServer(("127.0.0.1", 0), answering(made))
    Thread(target=behind.serve_forever, args=(0.02,), daemon=True).start()
    command = spread.nginx(tmp_path, port=made.port, servers=[behind.server_port])
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:  # noqa: S603 - our own
        while running.poll() is None and not is_heard(made.port):
            os.sched_yield()
        yield made
        running.terminate()
    behind.shutdown()
    behind.server_close()


def test_a_stranger_who_announces_much_is_refused_before_it_is_sent(portal: Portal, tmp_path: Path) -> None:
    with portal.begin(HOST, 200_000_000) as sending:
        said = sending.recv(100_000).decode()
    assert said.startswith("HTTP/1.1 403 ")
    assert "<h1>Log in before you send files</h1>" in said
    assert portal.arrived == []
    assert list((tmp_path / "nginx" / "body").iterdir()) == []


def test_a_stranger_who_does_not_say_how_much_is_refused(portal: Portal) -> None:
    assert portal.ask("POST", "/tickets/new/", iter([b"x" * 100]), HOST)[0] == 403


def test_who_is_logged_in_sends_much_and_is_asked_for_once(portal: Portal) -> None:
    assert portal.ask("POST", "/tickets/new/", b"x" * MUCH, KNOWN) == (200, "Taken")
    assert portal.ask("POST", "/tickets/new/", iter([b"x" * 100]), KNOWN) == (200, "Taken")
    assert portal.arrived == [("/tickets/new/", MUCH), ("/tickets/new/", 100)]
    assert portal.questions == 2


def test_a_form_and_a_page_cost_no_question(portal: Portal) -> None:
    assert portal.ask("POST", "/accounts/login/", b"x" * 10_000, HOST) == (200, "Taken")
    assert portal.ask("GET", "/kb/", None, HOST) == (200, "A page of the portal")
    assert portal.questions == 0


def test_what_the_portal_forbids_it_says_itself(portal: Portal) -> None:
    assert portal.ask("GET", "/secret/", None, HOST) == (403, "A page of the portal")


def test_forty_slow_strangers_keep_nobody_from_reading(portal: Portal) -> None:
    with ExitStack() as slow:
        for _ in range(40):
            slow.enter_context(portal.begin(HOST, 5_000))
        assert portal.ask("GET", "/kb/", None, HOST) == (200, "A page of the portal")
    assert portal.arrived == []


def test_one_address_sends_much_so_many_times_at_once(portal: Portal) -> None:
    """Each takes 260 MB of nginx's disk at most."""
    with ExitStack() as slow:
        for _ in range(24):
            slow.enter_context(portal.begin(KNOWN, MUCH))
            assert portal.asked.acquire(timeout=20)
        assert portal.ask("POST", "/tickets/new/", b"x" * MUCH, KNOWN)[0] == 429
        assert portal.ask("POST", "/tickets/new/", b"x" * 1000, KNOWN)[0] == 200


def test_nobody_is_asked_by_the_world_whether_it_may_send(portal: Portal) -> None:
    assert portal.ask("GET", "/sending", None, KNOWN)[0] == 404
    assert portal.ask("GET", "/stranger.html", None, HOST)[0] == 404


def test_the_page_for_strangers_has_the_look_of_the_other_one() -> None:
    pages = [(ROOT / "deploy" / name).read_text() for name in ("unavailable.html", "stranger.html")]
    one, other = (page.partition("<style>")[2].partition("</style>")[0] for page in pages)
    assert one == other
