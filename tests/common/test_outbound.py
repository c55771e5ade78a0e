"""What somebody typed is reached on the public internet only, once resolved, without a redirect, within limits."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from common import outbound
from tests.serving import running

Answering = Callable[[BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    """A real server on loopback that answers as it is told, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, answering: Answering) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answering = answering
        self.asked: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?x=1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), body))
        self.server.answering(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve(settings: Settings) -> Iterator[Callable[[Answering], Server]]:
    settings.OUTBOUND_LOOPBACK = True
    with ExitStack() as stack:

        def start(answering: Answering) -> Server:
            server = Server(answering)
            stack.enter_context(running(server))
            return server

        yield start


def say(status: int, body: bytes = b"", **headers: str) -> Answering:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def refusal(url: str, **limits: float) -> outbound.UnableToReach:
    with pytest.raises(outbound.UnableToReach) as caught:
        outbound.post(url, b"{}", headers={}, **limits)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "0",
        "localhost",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:8.8.8.8]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[fe80::1]",
        "[fc00::1]",
        "[fec0::1]",
        "[ff0e::1]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "192.88.99.1",
        "224.0.1.1",
        "255.255.255.255",
    ],
)
def test_no_spelling_of_an_address_within_is_reached(host: str) -> None:
    assert refusal(f"https://{host}/").code == "not-public"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://1.1.1.1/", "not-https"),
        ("ftp://1.1.1.1/", "not-https"),
        ("https://me:secret@1.1.1.1/", "not-an-address"),
        ("https:///path", "not-an-address"),
        ("https://1.1.1.1:99999/", "not-an-address"),
        ("https://1.1.1.1/\r\nX: y", "not-an-address"),
        ("https://[::1/", "not-an-address"),
        ("//1.1.1.1/", "not-https"),
        ("", "not-an-address"),
    ],
)
def test_what_is_no_address_of_https_is_refused(url: str, code: str) -> None:
    assert refusal(url).code == code


@pytest.mark.parametrize("text", ["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450::1"])
def test_public_addresses_are_let_through(text: str) -> None:
    assert outbound.is_public(ipaddress.ip_address(text))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_one_is_never_public(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for prefix in ("::ffff:0:0", "::", "64:ff9b::"):
        assert not outbound.is_public(ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) + number))
    assert not outbound.is_public(ipaddress.IPv6Address((0x2002 << 112) + (number << 80)))


@given(st.ip_addresses())
def test_a_public_address_is_routed_globally(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if outbound.is_public(address):
        assert address.is_global
        assert not {address.is_private, address.is_loopback, address.is_link_local, address.is_multicast} & {True}


def test_a_name_with_one_address_within_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: found)
    assert refusal("https://two.example/").reasons == ("10.0.0.1",)


def test_a_name_is_resolved_once_and_that_address_is_asked(
    serve: Callable[[Answering], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, resolved = serve(say(204)), []
    real = socket.getaddrinfo

    def once(host: str, *args: Any, **options: Any) -> object:
        if host == "rebound.example":
            resolved.append(host)
            return [(socket.AF_INET, 1, 6, "", ("127.0.0.1", server.server_port))]
        return real(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    answer = outbound.post(f"http://rebound.example:{server.server_port}/a?b=c", b"{}", headers={"X-A": "b"})
    assert answer.status == 204
    assert resolved == ["rebound.example"]
    path, headers, body = server.asked[0]
    assert (path, headers["Host"], headers["X-A"], body) == (
        "/a?b=c",
        f"rebound.example:{server.server_port}",
        "b",
        b"{}",
    )


def test_a_redirect_is_an_answer_and_not_followed(serve: Callable[[Answering], Server]) -> None:
    server = serve(say(302, Location="http://169.254.169.254/"))
    answer = outbound.post(server.url, b"", headers={})
    assert (answer.status, answer.headers["location"]) == (302, "http://169.254.169.254/")
    assert len(server.asked) == 1


def test_an_answer_that_is_too_long_is_refused(serve: Callable[[Answering], Server]) -> None:
    assert refusal(serve(say(200, b"x" * 300)).url, most=200).code == "too-large"
    assert outbound.post(serve(say(200, b"x" * 200)).url, b"", headers={}, most=200).body == b"x" * 200


@pytest.mark.parametrize("part", ["head", "body"])
def test_who_answers_a_byte_now_and_then_is_not_waited_for(serve: Callable[[Answering], Server], part: str) -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 9999\r\n\r\n")
        while not over.wait(0.02):
            try:
                handler.wfile.write(b"X")
            except OSError:
                return

    server = serve(drip)
    assert refusal(server.url, seconds=0.3).code == "too-slow"
    over.set()


def test_nobody_there_and_no_http_are_unreachable(serve: Callable[[Answering], Server]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        free = taken.getsockname()[1]
    serve(say(200))
    assert refusal(f"http://127.0.0.1:{free}/").code == "unreachable"

    def gibberish(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-no\r\n\r\n")

    garbage = serve(gibberish)
    assert refusal(garbage.url).code == "unreachable"
    assert refusal(garbage.url.replace("http:", "https:")).code == "unreachable"
