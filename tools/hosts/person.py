"""Somebody at a browser who sends files piece by piece, to one web server or another, and gets them back."""

from base64 import b64encode
from typing import Any

import urllib3

from tools.faults.browser import Browser

TUS = {"Tus-Resumable": "1.0.0"}
PIECE_TYPE = "application/offset+octet-stream"


class Person(Browser):
    """Logged in at one web server, and thereby at all."""

    def at(self, base: str) -> "Person":
        """The same person at another web server, with the same cookies."""
        other = Person(base, self.email)
        other._cookies = self._cookies
        return other

    def raw(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Any:
        """Ask with headers and bytes of one's own."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        known = {"Cookie": cookies, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
        known |= {"X-CSRFToken": self._cookies["__Host-csrftoken"], "Referer": f"https{self._base[4:]}/"}
        return self._pool.urlopen(method, self._base + path, body=body, headers=known | headers, redirect=False)

    def begin(self, name: str, size: int, purpose: str) -> str:
        """Announce a file; its address."""
        pairs = {"filename": name, "purpose": purpose}
        said = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())
        begun = self.raw("POST", "/uploads/", {**TUS, "Upload-Length": str(size), "Upload-Metadata": said})
        return str(begun.headers["Location"])

    def send(self, address: str, offset: int, piece: bytes) -> int:
        """Send a piece; how much is there then."""
        headers = {**TUS, "Content-Type": PIECE_TYPE, "Upload-Offset": str(offset)}
        return int(self.raw("PATCH", address, headers, piece).headers["Upload-Offset"])

    def fetch(self, path: str) -> tuple[str, bytes]:
        """Where a page leads, and what is there for somebody without a cookie; nothing when it leads nowhere."""
        where = str(self.raw("GET", path, {}).headers.get("Location", ""))
        return where, urllib3.request("GET", where).data if where else b""
