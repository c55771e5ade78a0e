"""Requests to addresses that somebody typed: webhooks, devices, gateways. They reach the public internet only.

A host is resolved once and that very address is connected to, so that a name cannot lead elsewhere between the check
and the connection. No redirect is followed, no proxy asked, and both time and size have an end.
"""

import ipaddress
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from threading import Timer
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from common.refusal import Unable

SECONDS: Final = 10.0
"""A request that has not been answered whole by then has failed."""
MOST: Final = 64 * 1024
"""How many bytes of an answer are read."""
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
_OWN_4: Final = [ipaddress.IPv4Network(text) for text in ("192.0.0.0/24", "192.88.99.0/24")]
_OWN_6: Final = [ipaddress.IPv6Network(text) for text in ("2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20")]
"""Teredo and other protocols' own, 6to4, and what stands in books."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class UnableToReach(Unable):
    """Codes: "not-an-address", "not-https", "unresolved", "not-public", "unreachable", "too-slow", "too-large"."""


@dataclass(frozen=True)
class Answer:
    """What the other side answered; the names of the headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(url: str, body: bytes, *, headers: Mapping[str, str], seconds: float = SECONDS, most: int = MOST) -> Answer:
    """Send `body` to `url` and read the answer, whatever its status.

    Raises:
        UnableToReach: if the address is not one of the public internet, nobody answers, or not within the limits.
    """
    parts = checked(url)
    address = resolve(str(parts.hostname), _port(parts))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    heads = {**headers, "Host": parts.netloc}
    connection = _connection(parts, address, seconds)
    ended = _Deadline(connection, seconds)
    try:
        with ended:
            connection.connect()
            ended.holds(connection.sock)
            connection.request("POST", path, body=body, headers=heads, preload_content=False)
            answer = _read(connection, most)
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        code = "too-slow" if ended.is_over or isinstance(error, TimeoutError) else "unreachable"
        raise UnableToReach(code, (_said(error),)) from error
    finally:
        connection.close()
    if ended.is_over:
        raise UnableToReach("too-slow")
    return answer


def checked(url: str) -> SplitResult:
    """The parts of an address that may be tried: https with a host, without a name and password in it.

    Raises:
        UnableToReach: otherwise, with "not-an-address" or "not-https".
    """
    try:
        parts = urlsplit(url)
        _port(parts)
    except ValueError:
        raise UnableToReach("not-an-address") from None
    if not url.isascii() or any(sign <= " " for sign in url) or not parts.hostname or "@" in parts.netloc:
        raise UnableToReach("not-an-address")
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.OUTBOUND_LOOPBACK):
        raise UnableToReach("not-https")
    return parts


def resolve(host: str, port: int) -> str:
    """The one address that `host` is reached at; every address of the name must be a public one.

    Raises:
        UnableToReach: with "unresolved", or "not-public" and the address that is none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnableToReach("unresolved", (host,)) from None
    addresses = [str(each[4][0]) for each in found]
    for address in addresses:
        if not is_allowed(address):
            raise UnableToReach("not-public", (address,))
    return addresses[0]


def is_allowed(text: str) -> bool:
    """Whether a resolved address may be connected to: a public one, or the machine itself where the setting says so."""
    address = ipaddress.ip_address(text.partition("%")[0])
    return is_public(address) or (settings.OUTBOUND_LOOPBACK and address.is_loopback)


def is_public(address: Address) -> bool:
    """Whether the whole internet routes to `address`. An IPv6 address that carries an IPv4 one never is."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _OWN_4)
    return address in _UNICAST and not any(address in network for network in _OWN_6)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _connection(parts: SplitResult, address: str, seconds: float) -> HTTPConnection:
    """A connection to the address itself; the certificate must be the name's."""
    if parts.scheme == "http":
        return HTTPConnection(address, _port(parts), timeout=seconds)
    name = parts.hostname
    return HTTPSConnection(address, _port(parts), timeout=seconds, server_hostname=name, assert_hostname=name)


class _Deadline:
    """Ends a connection when the time is over, also one that sends a byte now and then."""

    def __init__(self, connection: HTTPConnection, seconds: float) -> None:
        self.is_over = False
        self._connection, self._socket = connection, connection.sock
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True

    def holds(self, held: socket.socket | None) -> None:
        """Remember the socket: an answer that ends the connection takes it away from there."""
        self._socket = held

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.is_over = True
        held = self._socket or self._connection.sock
        if held is not None:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)


def _read(connection: HTTPConnection, most: int) -> Answer:
    with connection.getresponse() as answer:
        body = answer.read(most + 1, decode_content=False)
        headers = {name.lower(): value for name, value in answer.headers.items()}
    if len(body) > most:
        raise UnableToReach("too-large", (str(most),))
    return Answer(answer.status, headers, body)


def _said(error: Exception) -> str:
    """What the machine said, short enough for a line."""
    return f"{type(error).__name__}: {error}"[:200]
