"""A browser that subscribes to pushes, and the push service that takes them for it.

The service stands on loopback and checks what RFC 8030, 8188 and 8292 ask for, as those of the browsers do.
"""

import base64
import json
import re
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_django import Settings

from oncall.services.channels.push import public_key
from tests.serving import running

LONGEST, DAY = 4096, 24 * 60 * 60


class Browser:
    """A browser's side of a subscription: it can read what was encrypted for it."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = bytes(range(16))

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def keys(self) -> dict[str, str]:
        coded = (base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (self.point, self.secret))
        return dict(zip(("p256dh", "auth"), coded, strict=True))

    def read(self, body: bytes) -> dict[str, Any]:
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        secret = self._derive(self.secret, b"WebPush: info\0" + self.point + sender, 32, shared)
        key = self._derive(salt, b"Content-Encoding: aes128gcm\0", 16, secret)
        nonce = self._derive(salt, b"Content-Encoding: nonce\0", 12, secret)
        said: dict[str, Any] = json.loads(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\2"))
        return said

    @staticmethod
    def _derive(salt: bytes, info: bytes, length: int, secret: bytes) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


class PushService(ThreadingHTTPServer):
    """Takes what is signed by the key that a browser subscribed with, and keeps it for that browser."""

    daemon_threads = True

    def __init__(self, key: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.key = key
        self.statuses: list[tuple[int, dict[str, str]]] = []
        self.kept: dict[str, bytes] = {}
        self.refused: list[str] = []

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def problem(self, heads: dict[str, str], body: bytes) -> str:
        """What is wrong with a request; empty when it is taken."""
        if heads.get("content-encoding") != "aes128gcm" or not 0 < len(body) <= LONGEST:
            return "body"
        if not heads.get("ttl", "").isdigit() or heads.get("urgency") not in {"very-low", "low", "normal", "high"}:
            return "ttl or urgency"
        if not re.fullmatch(r"[\w-]{1,32}", heads.get("topic", "")):
            return "topic"
        return self._problem_of_signature(heads.get("authorization", ""))

    def _problem_of_signature(self, said: str) -> str:
        found = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)=*", said)
        if not found:
            return "authorization"
        head, claims, signature, key = found.groups()
        if key != self.key:
            return "another key"
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
        numbers = decoded(signature)
        der = encode_dss_signature(int.from_bytes(numbers[:32], "big"), int.from_bytes(numbers[32:], "big"))
        try:
            point.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return "signature"
        says = json.loads(decoded(claims))
        if json.loads(decoded(head))["alg"] != "ES256" or says["aud"] != self.origin:
            return "audience"
        lasts = says["exp"] - time.time()  # noqa: TID251 - a signature goes by the machine's clock
        return "" if 0 < lasts <= DAY and says["sub"].startswith("mailto:") else "claims"


class Handler(BaseHTTPRequestHandler):
    server: PushService

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        problem = self.server.problem({name.lower(): value for name, value in self.headers.items()}, body)
        status, heads = self.server.statuses.pop(0) if self.server.statuses else (201, {"Location": "/m/7"})
        if problem:
            status, heads = 403, {}
            self.server.refused.append(problem)
        elif status == 201:
            self.server.kept[self.headers["Topic"]] = body
        self.send_response(status)
        for name, value in {**heads, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
def push_service(settings: Settings) -> Iterator[PushService]:
    """Takes what the portal of the test sends."""
    settings.OUTBOUND_LOOPBACK = True
    server = PushService(public_key())
    with running(server):
        yield server
