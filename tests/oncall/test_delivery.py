"""A call goes out by what wakes its agent, each try is written down, and an answer stops what is left."""

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from pytest_django import Settings
from standardwebhooks import Webhook as Signer

from catalog.models import Desk
from common.feeds import hashed
from oncall import services
from oncall.models import Attempt, Delivery, Device, EscalationRun, Page, Way, Webhook
from oncall.services import channels
from outbox import services as outbox
from outbox.models import OutboundMessage
from portal.followers import handlers
from tests.oncall.conftest import Cast

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.both]
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
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.slow.set()
    server.shutdown()
    server.server_close()


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


def device(cast: Cast, provider: Provider, browser: Browser, name: str = "Phone") -> Device:
    return services.add_device(agent=cast.ana, name=name, endpoint=f"{provider.url}/{name}", at=AT, **browser.keys())


def test_without_a_choice_a_mail_and_every_device_call_at_once(cast: Cast, provider: Provider) -> None:
    device(cast, provider, Browser(), "Phone")
    device(cast, provider, Browser(), "Laptop")
    page(cast.london)
    work()
    assert results() == [("mail", "sent"), ("push", "sent"), ("push", "sent")]


def test_a_push_is_read_by_its_browser_alone_and_says_no_more_than_the_subject(cast: Cast, provider: Provider) -> None:
    browser = Browser()
    device(cast, provider, browser)
    page(cast.london)
    provider.answers = [(201, {"Location": "https://push.example/m/7"}, b"")]
    work()
    heads, body = provider.asked[0]
    assert heads["content-encoding"] == "aes128gcm"
    assert heads["authorization"].startswith("vapid t=")
    assert b"Production" not in body
    said = browser.read(body)
    assert (said["title"], said["body"]) == ("Page: London desk", "Production down")
    assert set(said) == {"title", "body", "url", "tag"}
    assert re.search(r"/on-call/calls/[\w-]{20,}/$", said["url"])
    assert tries()[-1] == (True, "", "https://push.example/m/7")


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_ends_and_its_agent_is_told_and_mailed(
    cast: Cast, provider: Provider, mailoutbox: list[Any], status: int
) -> None:
    phone = device(cast, provider, Browser())
    way(cast, "push")
    made = page(cast.london)
    provider.answers = [(status, {}, b"")]
    work()
    phone.refresh_from_db()
    assert (phone.ending, phone.ended_at) == ("gone", AT)
    assert results() == [("push", "gone"), ("mail", "sent")]
    assert {mail.subject for mail in mailoutbox} == {"Phone no longer wakes you", "Page: Production down"}
    made.refresh_from_db()
    assert made.sent_at == AT


def test_a_text_message_goes_to_the_provider_with_a_key_a_number_and_a_link(cast: Cast, provider: Provider) -> None:
    way(cast, "sms")
    page(cast.london)
    work()
    heads, body = provider.asked[0]
    said = json.loads(body)
    assert heads["authorization"] == "Bearer letmein"
    assert heads["idempotency-key"] == said["reference"] == OutboundMessage.objects.get(kind="page").dedupe_key
    assert (said["to"], said["from"]) == ("+442079460123", "+15550100")
    assert re.fullmatch(r"London desk: Production down http://\S+/on-call/calls/\S+/", said["text"])
    assert tries() == [(True, "", "p-1")]
    assert "+442079460123" not in OutboundMessage.objects.get(kind="page").recipient


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((500, {}, b"oops"), "broken"),
        ((503, {}, b""), "broken"),
        ((200, {}, b"<html>"), "unreadable"),
        ((200, {}, b'{"id": null}'), "unreadable"),
        ((200, {}, b"[" * 30_000), "unreadable"),
        ((200, {}, b"x" * 70_000), "too-large"),
    ],
)
def test_what_may_pass_is_tried_again_with_the_same_key(
    cast: Cast, provider: Provider, answer: Answer, code: str
) -> None:
    way(cast, "sms")
    page(cast.london)
    provider.answers = [answer, (200, {}, b'{"id": "p-2"}')]
    work()
    assert results() == [("sms", "waiting")]
    work(1)
    assert tries() == [(False, code, ""), (True, "", "p-2")]
    assert len({heads["idempotency-key"] for heads, _ in provider.asked}) == 1


def test_a_provider_that_asks_to_wait_is_left_alone_so_long_but_no_longer(cast: Cast, provider: Provider) -> None:
    way(cast, "sms")
    page(cast.london)
    provider.answers = [
        (429, {"Retry-After": "120"}, b""),
        (429, {"Retry-After": "86400"}, b""),
        (200, {}, b'{"id":1}'),
    ]
    work()
    assert OutboundMessage.objects.get(kind="page").due_at == after(2)
    work(1)
    assert len(provider.asked) == 1
    work(2)
    assert OutboundMessage.objects.get(kind="page").due_at == after(17)
    work(17)
    assert tries() == [(False, "busy", ""), (False, "busy", ""), (True, "", "1")]


def test_a_provider_that_refuses_is_not_asked_again_and_a_mail_takes_its_place(cast: Cast, provider: Provider) -> None:
    way(cast, "sms")
    page(cast.london)
    provider.answers = [(400, {}, b"no such number")]
    work()
    work(60)
    assert results() == [("sms", "failed"), ("mail", "sent")]
    assert len(provider.asked) == 1


def test_a_provider_that_does_not_answer_is_not_waited_for(
    cast: Cast, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("common.outbound.post.__kwdefaults__", {"seconds": 0.3, "most": 1000})
    way(cast, "sms")
    page(cast.london)
    provider.slow.clear()
    work()
    assert tries() == [(False, "too-slow", "")]


def test_a_voice_call_comes_after_three_minutes_without_an_answer_and_says_a_sentence(
    cast: Cast, provider: Provider
) -> None:
    way(cast, "sms")
    way(cast, "voice", 3)
    page(cast.london)
    work()
    work(2.9)
    assert len(provider.asked) == 1
    work(3)
    assert json.loads(provider.asked[1][1])["text"].startswith("This is a page of London desk. Production down.")
    assert results() == [("sms", "sent"), ("voice", "sent")]


@pytest.mark.parametrize("how", ["acknowledged", "resolved"])
def test_an_answer_stops_every_channel_that_is_left(cast: Cast, provider: Provider, how: str) -> None:
    way(cast, "sms")
    way(cast, "voice", 3)
    made = page(cast.london)
    work()
    if how == "acknowledged":
        services.acknowledge_page(page=made, agent=cast.tom, at=after(1))
    else:
        services.resolve_run(key="ticket:1", at=after(1))
    assert results() == [("sms", "sent"), ("voice", "spared")]
    work(3)
    services.advance_due(after(60))
    work(60)
    assert len(provider.asked) == 1
    assert EscalationRun.objects.get().ending == how


@pytest.mark.parametrize("channel", ["sms", "voice", "mail", "push", "webhook"])
def test_whoever_does_not_answer_by_any_channel_is_followed_by_the_next(
    cast: Cast, provider: Provider, settings: Settings, channel: str
) -> None:
    settings.PAGE_FALLBACK_EMAIL = "duty@vendor.example"
    device(cast, provider, Browser())
    Webhook.objects.create(agent=cast.ana, url=provider.url, salt="salt", made_at=AT)
    way(cast, channel)
    page(cast.london)
    work()
    for minutes in (10, 20, 30, 40):
        services.advance_due(after(minutes))
        work(minutes)
    assert {each for each, _ in results()} == {channel, "mail"}
    assert Attempt.objects.order_by("id").last().recipient == "duty@vendor.example"  # type: ignore[union-attr]


def test_on_a_machine_of_ones_own_a_call_is_a_line_in_the_log(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    way(cast, "sms")
    page(cast.london)
    work()
    assert results() == [("sms", "sent")]
    assert re.search(r"Call to \+442079460123: Production down\. http://\S+/on-call/calls/\S+/", caplog.text)
    assert tries()[0][2].startswith("console-page:")


def test_a_webhook_is_signed_and_tells_no_secret_of_the_database(cast: Cast, provider: Provider) -> None:
    hook = Webhook.objects.create(agent=cast.ana, url=provider.url, salt="salt", made_at=AT)
    way(cast, "webhook")
    page(cast.london)
    work()
    heads, body = provider.asked[0]
    secret = channels.secret_of(hook)
    stamp = datetime.fromtimestamp(int(heads["webhook-timestamp"]), tz=UTC)
    assert stamp == AT
    assert heads["webhook-signature"] == Signer(secret).sign(heads["webhook-id"], AT, body.decode())
    said = json.loads(body)
    assert (said["type"], said["data"]["subject"]) == ("page.called", "Production down")
    assert secret not in str(Webhook.objects.values_list().get())


def test_a_desk_s_webhook_reads_along_and_can_answer_for_nobody(cast: Cast, provider: Provider) -> None:
    Webhook.objects.create(desk=cast.london, url=provider.url, salt="salt", made_at=AT)
    made = page(cast.london)
    work()
    assert json.loads(provider.asked[0][1])["data"]["acknowledge_url"] == ""
    assert results() == [("mail", "sent"), ("webhook", "sent")]
    provider.answers = [(410, {}, b"")]
    page(cast.london, "ticket:2:filed")
    work()
    assert Webhook.objects.get().ended_at == AT
    assert made.run.attempts.count() == 1


def test_a_webhook_within_is_refused_for_good_and_a_mail_takes_its_place(cast: Cast) -> None:
    Webhook.objects.create(agent=cast.ana, url="https://169.254.169.254/latest/", salt="salt", made_at=AT)
    way(cast, "webhook")
    page(cast.london)
    work()
    assert results() == [("webhook", "failed"), ("mail", "sent")]
    assert tries()[0][1] == "not-public"


def test_a_channel_that_is_not_set_up_is_passed_over_and_somebody_is_mailed(cast: Cast, settings: Settings) -> None:
    way(cast, "sms")
    settings.PAGE_CHANNELS = {**settings.PAGE_CHANNELS, "sms": "oncall.services.channels.gateway.SmsChannel"}
    page(cast.london)
    assert results() == [("mail", "waiting")]


def test_a_message_that_was_sent_and_not_marked_is_not_sent_twice(cast: Cast, provider: Provider) -> None:
    way(cast, "sms")
    page(cast.london)
    work()
    OutboundMessage.objects.update(sent_at=None)
    work(6)
    assert len(provider.asked) == 1
    assert OutboundMessage.objects.get(kind="page").sent_at == after(6)


def links(mailoutbox: list[Any]) -> list[str]:
    return [re.findall(r"/on-call/calls/[^/\s]+/", mail.body)[0] for mail in mailoutbox]


@pytest.mark.usefixtures("night")
def test_no_scanner_of_links_acknowledges_and_a_link_answers_once(cast: Cast, mailoutbox: list[Any]) -> None:
    made, client = page(cast.london), Client()
    work()
    (address,) = links(mailoutbox)
    assert [client.get(address).status_code, client.head(address).status_code] == [200, 200]
    made.refresh_from_db()
    assert made.acknowledged_at is None
    assert client.post(address).status_code == 200
    delivery = Delivery.objects.get()
    assert delivery.answered_at is not None
    Page.objects.update(acknowledged_at=None, acknowledged_by=None)
    client.post(address)
    made.refresh_from_db()
    assert made.acknowledged_at is None
    assert "This link was used" in client.get(address).content.decode()


@pytest.mark.usefixtures("night")
def test_an_old_link_says_so_and_answers_nothing(cast: Cast) -> None:
    page(cast.london)
    work()
    delivery = Delivery.objects.get()
    token = "an-old-link"
    Delivery.objects.update(token_hash=hashed(token), made_at=datetime(2020, 1, 1, tzinfo=UTC))
    answer = Client().get(f"/on-call/calls/{token}/")
    assert answer.status_code == 410
    assert "This link is too old" in answer.content.decode()
    Client().post(f"/on-call/calls/{token}/")
    delivery.refresh_from_db()
    assert delivery.answered_at is None


@pytest.mark.usefixtures("night")
def test_a_test_goes_by_every_way_once_and_its_link_proves_that_way(
    cast: Cast, provider: Provider, mailoutbox: list[Any]
) -> None:
    phone = device(cast, provider, Browser())
    way(cast, "mail")
    way(cast, "mail", 5)
    way(cast, "push", 3)
    services.try_out(agent=cast.ana, at=AT)
    work()
    assert results() == [("mail", "sent"), ("push", "sent")]
    assert "TEST" in mailoutbox[0].subject
    assert not Page.objects.exists()
    (address,) = links(mailoutbox)
    answered = Client().post(address, follow=True).content.decode()
    assert "proven" in answered
    assert not phone.deliveries.filter(answered_at__isnull=False).exists()
    assert Delivery.objects.get(channel="mail").answered_at is not None


def test_tests_have_a_limit(cast: Cast) -> None:
    for _ in range(20):
        services.try_out(agent=cast.ana, at=AT)
    with pytest.raises(services.UnableToReachAgent, match="many-tests"):
        services.try_out(agent=cast.ana, at=AT)
    services.try_out(agent=cast.ana, at=AT + timedelta(hours=1, seconds=1))


def test_a_browser_that_another_agent_used_wakes_that_one_no_more(cast: Cast, provider: Provider) -> None:
    browser = Browser()
    first = device(cast, provider, browser)
    services.add_device(agent=cast.tom, name="Same", endpoint=first.endpoint, at=AT, **browser.keys())
    first.refresh_from_db()
    assert first.ending == "moved"
    assert Device.objects.open().get().agent == cast.tom


@pytest.mark.parametrize(
    "changed",
    [{"endpoint": "http://push.example/"}, {"endpoint": "https://"}, {"p256dh": "AAAA"}, {"auth": "AA"}, {"auth": "*"}],
)
def test_what_no_browser_sends_is_no_device(cast: Cast, changed: dict[str, str]) -> None:
    facts = {"endpoint": "https://push.example/1", **Browser().keys(), **changed}
    with pytest.raises(services.UnableToReachAgent, match="not-a-subscription"):
        services.add_device(agent=cast.ana, name="Phone", at=AT, **facts)


def works(call: Callable[[], object]) -> bool:
    try:
        call()
    except services.UnableToReachAgent:
        return False
    return True


def test_a_way_is_chosen_once_and_only_where_it_is_set_up(cast: Cast, settings: Settings) -> None:
    add = {"agent": cast.ana, "channel": "sms", "phone": "+442079460123", "minutes": 0}
    assert works(lambda: services.add_way(**add))  # type: ignore[arg-type]
    assert not works(lambda: services.add_way(**add))  # type: ignore[arg-type]
    settings.PAGE_CHANNELS = {"mail": settings.PAGE_CHANNELS["mail"]}
    assert not works(lambda: services.add_way(**{**add, "minutes": 3}))  # type: ignore[arg-type]
