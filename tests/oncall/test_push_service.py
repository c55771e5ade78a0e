"""A push on its whole way: subscribed by the form, signed and encrypted, taken by a push service, read, answered.

The service stands on loopback and checks what RFC 8030, 8188 and 8292 ask for, as those of the browsers do.
"""

import base64
import json
import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.test import Client
from pytest_django import Settings

from oncall import portfolio, services
from oncall.models import Delivery, Device, Page
from oncall.services.channels.push import new_private_key, public_key
from outbox import services as outbox
from portal.followers import handlers
from tests.oncall.conftest import Cast
from tests.oncall.test_delivery import Browser

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
LONGEST, DAY = 4096, 24 * 60 * 60
pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("night")]


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
    settings.OUTBOUND_LOOPBACK = True
    server = PushService(public_key())
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser(cast: Cast, push_service: PushService) -> Browser:
    """Ana's browser, which has subscribed by the form of the page."""
    made = Browser()
    client = Client()
    client.force_login(cast.ana.user, backend="portal.authentication.Backend")
    asked = {"name": "Phone", "endpoint": f"{push_service.origin}/push/ana", **made.keys()}
    assert client.post("/on-call/devices/new/", asked).status_code == 302
    assert Device.objects.open().get().agent == cast.ana
    return made


def call(cast: Cast) -> Page:
    return services.page_on_call(desk=cast.london, subject="Production down", url="/t/", dedupe_key="t", at=AT)


def work(minutes: float = 0) -> None:
    """What the worker delivers at that time."""
    at = AT + timedelta(minutes=minutes)
    found = handlers(at)
    while outbox.deliver_due(handlers={"page": found["page"], "mail": found["mail"]}, at=at, limit=1):
        pass


def pushed() -> Delivery:
    return Delivery.objects.get(channel="push")


def test_a_push_goes_from_the_subscription_to_the_acknowledgement(
    cast: Cast, push_service: PushService, browser: Browser
) -> None:
    page = call(cast)
    work()
    assert push_service.refused == []
    (body,) = push_service.kept.values()
    said = browser.read(body)
    assert (said["title"], said["body"]) == ("Page: London desk", "Production down")
    assert said["tag"] in push_service.kept
    assert (pushed().result, pushed().tries.get().provider_id) == ("sent", "/m/7")

    visitor, link = Client(), urlsplit(said["url"]).path
    assert "Production down" in visitor.get(link).content.decode()
    page.refresh_from_db()
    assert page.acknowledged_by is None
    visitor.post(link)
    page.refresh_from_db()
    assert page.acknowledged_by == cast.ana


def test_another_browser_cannot_read_it(cast: Cast, push_service: PushService, browser: Browser) -> None:
    call(cast)
    work()
    (body,) = push_service.kept.values()
    stranger = Browser()
    stranger.secret = browser.secret
    with pytest.raises(InvalidTag):
        stranger.read(body)


@pytest.mark.usefixtures("browser")
def test_what_another_key_signed_is_refused_and_a_mail_takes_its_place(
    cast: Cast, push_service: PushService, settings: Settings
) -> None:
    services.add_way(agent=cast.ana, channel="push", phone="", minutes=0)
    settings.VAPID_PRIVATE_KEY = new_private_key()
    call(cast)
    work()
    assert (push_service.refused, push_service.kept) == (["another key"], {})
    assert pushed().result == "failed"
    assert Delivery.objects.get(channel="mail").result == "sent"


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_removes_the_device(cast: Cast, push_service: PushService, status: int) -> None:
    push_service.statuses = [(status, {})]
    call(cast)
    work()
    work(30)
    assert push_service.kept == {}
    assert (pushed().result, pushed().tries.get().code) == ("gone", "gone")
    assert not Device.objects.open().exists()
    assert [each.channel for each in portfolio.reaches(cast.ana)] == ["mail"]


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize(
    ("status", "heads", "code", "waits"), [(429, {"Retry-After": "90"}, "busy", 1.5), (503, {}, "broken", 1)]
)
def test_a_service_that_is_busy_or_broken_is_asked_again_and_the_later_push_replaces_the_first(
    cast: Cast,
    push_service: PushService,
    status: int,
    heads: dict[str, str],
    code: str,
    waits: float,
) -> None:
    push_service.statuses = [(status, heads)]
    call(cast)
    work()
    assert (pushed().result, push_service.kept) == ("waiting", {})
    work(waits)
    assert pushed().result == "sent"
    assert [(each.is_accepted, each.code) for each in pushed().tries.order_by("id")] == [(False, code), (True, "")]
    assert len(push_service.kept) == 1
    assert Device.objects.open().exists()
