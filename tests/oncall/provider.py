"""A provider of text messages and voice calls on loopback, a page for it, and what became of each call."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django import Settings

from catalog.models import Desk
from oncall import services
from oncall.models import Delivery, Device, Page, Way
from outbox import services as outbox
from portal.followers import handlers
from tests.oncall.browser import Browser
from tests.oncall.conftest import Cast
from tests.serving import running

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
Answer = tuple[int, dict[str, str], bytes]


class Provider(ThreadingHTTPServer):
    """A provider on loopback: answers what it is told to, in order, the last one for good."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = [(200, {}, b'{"id": "p-1"}')]
        self.asked: list[tuple[dict[str, str], bytes]] = []
        self.slow = threading.Event()
        self.slow.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/calls"


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.server.slow.wait(20)
        answers = self.server.answers
        status, heads, said = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        for name, value in heads.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """The provider of text messages and voice calls, and whatever else is asked for by its address."""
    server = Provider()
    settings.OUTBOUND_LOOPBACK = True
    gateway = "oncall.services.channels.gateway"
    numbers = {"sms": f"{gateway}.SmsChannel", "voice": f"{gateway}.VoiceChannel"}
    settings.PAGE_CHANNELS = {**settings.PAGE_CHANNELS, **numbers}
    at = {"url": server.url, "token": "letmein", "number": "+15550100"}
    settings.PAGE_GATEWAYS = {"sms": at, "voice": at}
    with running(server):
        yield server
        server.slow.set()


def page(desk: Desk, key: str = "ticket:1:filed") -> Page:
    return services.page_on_call(desk=desk, subject="Production down", url="/tickets/ABC-1/", dedupe_key=key, at=AT)


def after(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def work(minutes: float = 0) -> None:
    """What the worker delivers at that time."""
    at = after(minutes)
    while outbox.deliver_due(handlers={"page": handlers(at)["page"], "mail": handlers(at)["mail"]}, at=at, limit=1):
        pass


def way(cast: Cast, channel: str, minutes: int = 0) -> Way:
    phone = "+442079460123" if channel in {"sms", "voice"} else ""
    return Way.objects.create(agent=cast.ana, channel=channel, phone=phone, minutes=minutes)


def results() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("id").values_list("channel", "result"))


def tries() -> list[tuple[bool, str, str]]:
    rows = [each for delivery in Delivery.objects.order_by("id") for each in delivery.tries.order_by("id")]
    return [(each.is_accepted, each.code, each.provider_id) for each in rows]


def device(cast: Cast, provider: Provider, browser: Browser, name: str = "Phone") -> Device:
    return services.add_device(agent=cast.ana, name=name, endpoint=f"{provider.url}/{name}", at=AT, **browser.keys())
