"""Asking ClamAV's daemon about a stored file, over its socket (INSTREAM)."""

import re
import socket
import struct
from typing import NamedTuple, Protocol

PIECE = 256 * 1024
PATIENCE = 300.0
"""Seconds that the scanner may take over one piece or over its answer."""
LONGEST_ANSWER = 4096
ANSWER = re.compile(r"^stream: (?:(?P<clean>OK)|(?P<found>.+) FOUND)$")


class ScannerError(Exception):
    """The scanner gave no verdict: it could not be reached, or it says that it cannot read the file."""


class Readable(Protocol):
    """What is sent to the scanner."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


class Answer(NamedTuple):
    """What the scanner found; empty when the file is clean."""

    found: str


def scan(file: Readable, *, address: str) -> Answer:
    """Send `file` to the scanner at `address` (a socket's path, or host:port) and read its verdict.

    Raises:
        ScannerError: without a verdict.
    """
    try:
        with _connection(address) as connection:
            return _verdict(_asked(connection, file))
    except OSError as error:
        raise ScannerError(f"{address}: {error}") from error


def _connection(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    if port.isdecimal() and host:
        return socket.create_connection((host, int(port)), timeout=PATIENCE)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _asked(connection: socket.socket, file: Readable) -> str:
    connection.sendall(b"zINSTREAM\0")
    while piece := file.read(PIECE):
        connection.sendall(struct.pack(">I", len(piece)) + piece)
    connection.sendall(struct.pack(">I", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (more := connection.recv(LONGEST_ANSWER)):
        answer += more
    return answer.rstrip(b"\0").decode("utf-8", errors="replace").strip()


def _verdict(answer: str) -> Answer:
    said = ANSWER.match(answer)
    if said is None:
        raise ScannerError(answer or "The scanner hung up without an answer.")
    return Answer(said["found"] or "")
