"""Time units are paid by card: a checkout at Stripe, and its signed news, each taken once and never old."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import Organization, User
from entitlements import portfolio, services
from entitlements.models import PaymentEvent, SaleEvent, UnitLot, UnitOrder
from entitlements.services import UnableToOrderUnits, UnitOrderDraft
from outbox import services as outbox
from tests.common.test_outbound import Server, serve
from tests.entitlements.test_unit_orders import BACKEND, buyer, goldleaf
from tests.tickets.cast import load
from tests.world import AT, standing_clock

__all__ = ["buyer", "goldleaf", "serve"]
SECRET = "whsec_test"
NEWS = "/payments/stripe/"
ON = {"STRIPE_SECRET_KEY": "sk_test", "STRIPE_WEBHOOK_SECRET": SECRET}


@pytest.fixture(autouse=True)
def cards(tmp_path: Path) -> Iterator[None]:
    """Cards are taken, at the world's instant."""
    with standing_clock(tmp_path / "clock.json"), override_settings(**ON):
        yield


@pytest.fixture
def order(goldleaf: Organization, buyer: User) -> UnitOrder:
    """Ten units whose checkout is open."""
    made = services.order_units(organization=goldleaf, draft=UnitOrderDraft(10), actor=buyer, at=AT)
    UnitOrder.objects.filter(pk=made.pk).update(provider="stripe", payment_key="cs_1")
    made.refresh_from_db()
    return made


def news(order: UnitOrder, kind: str = "checkout.session.completed", event: str = "evt_1", **changed: Any) -> bytes:
    session = {
        "id": "cs_1",
        "client_reference_id": str(order.pk),
        "amount_total": order.total_minor,
        "currency": "usd",
        "payment_status": "paid",
        **changed,
    }
    return json.dumps({"id": event, "type": kind, "data": {"object": session}}).encode()


def signature(body: bytes, at: datetime = AT, secret: str = SECRET) -> str:
    stamp = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest},v0=ignored"


def send(body: bytes, header: str | None = None) -> int:
    signed = signature(body) if header is None else header
    client = Client(enforce_csrf_checks=True)
    return client.post(NEWS, body, content_type="application/json", headers={"Stripe-Signature": signed}).status_code


@pytest.mark.both
def test_paid_units_stand_in_the_ledger_once_however_often_it_is_told(order: UnitOrder) -> None:
    assert [send(news(order)) for _ in range(3)] == [200, 200, 200]
    assert send(news(order, event="evt_2")) == 200
    order.refresh_from_db()
    assert (order.status, order.decided_by) == ("paid", None)
    assert UnitLot.objects.filter(order=order).get().units == 10
    assert portfolio.standing(order.organization, AT).left == 15
    assert list(PaymentEvent.objects.order_by("pk").values_list("outcome", flat=True)) == ["paid", "too_late"]
    assert SaleEvent.objects.filter(code="units_paid").count() == 1
    assert portfolio.discrepancies() == []


def test_what_stripe_did_not_sign_or_signed_long_ago_is_refused(order: UnitOrder) -> None:
    body = news(order)
    stamp = int(AT.timestamp())
    old, early = (signature(body, AT + timedelta(minutes=minutes)) for minutes in (-6, 6))
    bad = [
        "",
        "t=,v1=",
        old,
        early,
        signature(body, secret="whsec_other"),
        signature(body + b" "),
        f"t={stamp},v1={'0' * 64}",
        f"t={stamp},t={stamp},v1=x",
        f"t={'9' * 30},v1=x",
        "t=-1,v1=é",
        signature(body).replace("v1=", "v0="),
    ]
    assert {send(body, header) for header in bad} == {400}
    order.refresh_from_db()
    assert (order.status, PaymentEvent.objects.exists()) == ("requested", False)


@pytest.mark.parametrize(
    "changed",
    [
        {"amount_total": 1},
        {"amount_total": None},
        {"currency": "eur"},
        {"client_reference_id": "0"},
        {"id": "cs_9"},
        {"id": None},
        {"id": ""},
    ],
)
def test_a_payment_that_does_not_fit_gives_no_units_and_is_kept(order: UnitOrder, changed: dict[str, Any]) -> None:
    assert send(news(order, **changed)) == 200
    order.refresh_from_db()
    assert (order.status, PaymentEvent.objects.get().outcome) == ("requested", "mismatch")


def test_what_is_not_paid_yet_waits_and_what_expired_is_cancelled(order: UnitOrder) -> None:
    assert send(news(order, event="evt_1", payment_status="unpaid")) == 200
    assert send(news(order, "checkout.session.expired", "evt_2")) == 200
    assert send(news(order, "checkout.session.completed", "evt_3")) == 200
    assert send(news(order, "customer.created", "evt_4")) == 200
    outcomes = list(PaymentEvent.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["ignored", "cancelled", "too_late", "ignored"]
    order.refresh_from_db()
    assert order.status == "cancelled"


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    "body",
    [b"", b"nonsense", b"[]", b"null", b'{"id": 7}', b'{"id": "e", "type": "t", "data": []}', b"\xff", b"[" * 9000,
     b'{"id": "", "type": "t", "data": {"object": {}}}', b'{"id": "e", "type": 1, "data": {"object": {}}}'],
)  # fmt: skip
def test_signed_nonsense_is_refused(body: bytes) -> None:
    assert send(body) == 400
    assert not PaymentEvent.objects.exists()


@pytest.mark.usefixtures("db")
def test_nothing_is_taken_without_configuration() -> None:
    with override_settings(STRIPE_WEBHOOK_SECRET=""):
        assert send(b"{}", "t=1,v1=x") == 404
        assert services.signed_by_stripe(b"", "t=1,v1=x", at=AT) is False
    assert Client().get(NEWS).status_code == 405


Answering = Callable[[BaseHTTPRequestHandler], None]


def answering(status: int, body: bytes) -> Answering:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def paying(client: Client, buyer: User) -> Client:
    client.force_login(buyer, backend=BACKEND)
    return client


def test_a_buyer_is_sent_to_one_checkout(
    paying: Client, order: UnitOrder, serve: Callable[[Answering], Server]
) -> None:
    url = "https://checkout.stripe.com/c/pay/cs_7"
    server = serve(answering(200, json.dumps({"id": "cs_7", "url": url}).encode()))
    with override_settings(STRIPE_API=server.url.partition("/hook")[0]):
        answer = paying.post(reverse("unit-order-payment", args=[order.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (302, url)
    path, headers, body = server.asked[0]
    sent = {name: value[0] for name, value in parse_qs(body.decode()).items()}
    assert path == "/v1/checkout/sessions"
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer sk_test", f"unit-order-{order.pk}")
    assert (sent["client_reference_id"], sent["line_items[0][quantity]"]) == (str(order.pk), "10")
    assert sent["line_items[0][price_data][unit_amount]"] == "26000"
    order.refresh_from_db()
    assert (order.provider, order.payment_key) == ("stripe", "cs_7")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (200, b"nonsense"),
        (200, b"{}"),
        (200, b'{"id": "cs_7", "url": "https://evil.example/"}'),
        (200, b'{"id": "cs_7", "url": "javascript:alert(1)"}'),
    ],
)
def test_a_checkout_that_does_not_open_is_said_and_the_order_waits(
    paying: Client, order: UnitOrder, serve: Callable[[Answering], Server], status: int, body: bytes
) -> None:
    server = serve(answering(status, body))
    with override_settings(STRIPE_API=server.url.partition("/hook")[0]):
        page = paying.post(reverse("unit-order-payment", args=[order.pk]), follow=True)
    assert "The checkout did not open." in page.content.decode()
    order.refresh_from_db()
    assert (order.status, order.payment_key) == ("requested", "cs_1")


def test_an_order_that_is_decided_or_a_portal_without_cards_opens_no_checkout(order: UnitOrder, buyer: User) -> None:
    with override_settings(STRIPE_SECRET_KEY=""), pytest.raises(UnableToOrderUnits, match="no_cards"):
        services.begin_checkout(order=order, back_url="/")
    services.cancel_order(order=order, actor=buyer, at=AT)
    with pytest.raises(UnableToOrderUnits, match="order_is_decided"):
        services.begin_checkout(order=order, back_url="/")


def test_a_restored_portal_opens_no_checkout_and_takes_what_was_paid(
    paying: Client, order: UnitOrder, serve: Callable[[Answering], Server]
) -> None:
    server = serve(answering(200, b"{}"))
    outbox.isolate(known_until=AT, at=AT)
    with override_settings(STRIPE_API=server.url.partition("/hook")[0]):
        page = paying.post(reverse("unit-order-payment", args=[order.pk]), follow=True)
    assert "This portal was restored from a backup" in page.content.decode()
    assert server.asked == []
    assert send(news(order)) == 200
    order.refresh_from_db()
    assert order.status == "paid"


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_four_that_tell_a_payment_at_once_one_gives_units() -> None:
    load()
    organization = Organization.objects.get(key="GLD")
    made = UnitOrder.objects.create(
        organization=organization,
        units=5,
        price_minor=100,
        currency="USD",
        requested_at=AT,
        requested_by=User.objects.order_by("pk")[0],
        provider="stripe",
        payment_key="cs_1",
    )

    def tell(number: int) -> None:
        try:
            services.take_payment_news(body=news(made, event=f"evt_{number % 2}"), at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, range(4)))
    assert portfolio.standing(organization, AT).left == 13
    assert PaymentEvent.objects.count() == 2
    assert portfolio.discrepancies() == []
