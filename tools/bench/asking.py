"""A client that costs little itself: one connection, cookies that are given to it, and a stopwatch."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tools.bench.counting import ASKS, SAYS

HOST = "127.0.0.1"
AS_THE_PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-For": HOST, "Host": HOST, "Accept-Encoding": "identity"}
SESSION, TOKEN = "__Host-sessionid", "__Host-csrftoken"
SECRET = "b" * 32
"""What the form's token and the cookie both say."""


@dataclass(frozen=True)
class Answer:
    """What came back, and how many milliseconds after it was asked for."""

    status: int
    page: bytes
    took: float
    statements: int
    location: str


class Client:
    """One person at one server; an empty session is nobody's."""

    counts = False
    """Whether it asks how many statements an answer takes."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=120)
        self.becomes(session)

    def becomes(self, session: str) -> None:
        """Ask as somebody else from now on, over the same connection."""
        cookies = f"{SESSION}={session}; " if session else ""
        self._headers = AS_THE_PROXY | {"Cookie": f"{cookies}{TOKEN}={SECRET}"}

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": SECRET}))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = self._headers | ({ASKS: "1"} if self.counts else {})
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}/"}
        began = time.perf_counter()
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except (HTTPException, ConnectionError):  # the server closed a connection that rested
            self._connection.close()
            began = time.perf_counter()
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        page = answer.read()
        took = (time.perf_counter() - began) * 1000
        said = answer.headers.get(SAYS, "0")
        return Answer(answer.status, page, took, int(said), answer.headers.get("Location", ""))


def answers(port: int) -> bool:
    """Whether a server says anything."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/accounts/login/", headers=AS_THE_PROXY)
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True
