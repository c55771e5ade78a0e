"""Payment by card: a checkout at Stripe, and the signed news of it, each taken once (R11).

Nothing here runs without `STRIPE_SECRET_KEY` and `STRIPE_WEBHOOK_SECRET`. The scheme of the signature is Stripe's:
`Stripe-Signature: t=<seconds>,v1=<hex>`, where v1 is the HMAC-SHA256 of "<t>.<body>" by the secret of the webhook.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import transaction

from catalog.rules import Violation
from common import outbound
from entitlements.models import PaymentEvent, UnitOrder
from entitlements.services.orders import cancel_order, confirm_order
from entitlements.services.refusals import UnableToOrderUnits
from outbox.services import is_isolated

log = logging.getLogger(__name__)
OLDEST: Final = timedelta(minutes=5)
"""News that was signed longer ago, or so far ahead, is refused: it may be a replay."""
LONGEST: Final = 200
CHECKOUT: Final = "checkout.stripe.com"
PAID: Final = frozenset({"checkout.session.completed", "checkout.session.async_payment_succeeded"})
ENDED: Final = frozenset({"checkout.session.expired", "checkout.session.async_payment_failed"})
Outcome = PaymentEvent.Outcome


def takes_cards() -> bool:
    """Whether time units can be paid by card here."""
    return bool(settings.STRIPE_SECRET_KEY and settings.STRIPE_WEBHOOK_SECRET)


def begin_checkout(*, order: UnitOrder, back_url: str) -> str:
    """Open a checkout for an order that waits for its payment, and answer the address where it is paid.

    The order's key makes it one checkout however often it is asked for. Call it outside of a transaction: it asks
    another machine.

    Raises:
        UnableToOrderUnits: when cards are not taken, the portal is in quarantine, the order is decided, or Stripe does
            not answer.
    """
    if not takes_cards():
        raise UnableToOrderUnits(Violation("no_cards"))
    if is_isolated():
        raise UnableToOrderUnits(Violation("isolated"))
    if order.status != UnitOrder.Status.REQUESTED:
        raise UnableToOrderUnits(Violation("order_is_decided", {"status": str(order.get_status_display())}))
    headers = {
        "Authorization": f"Bearer {settings.STRIPE_SECRET_KEY}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Idempotency-Key": f"unit-order-{order.pk}",
    }
    body = urlencode(_session(order, back_url)).encode()
    try:
        answer = outbound.post(f"{settings.STRIPE_API}/v1/checkout/sessions", body, headers=headers)
        made = json.loads(answer.body) if answer.status == 200 else {}  # noqa: PLR2004 - it went well
    except (outbound.UnableToReach, ValueError) as error:
        raise UnableToOrderUnits(Violation("checkout_failed")) from error
    url, key = _address(made), _name(made.get("id") if isinstance(made, dict) else None)
    if not url or not key:
        log.error("Stripe opened no checkout for order %s.", order.pk)
        raise UnableToOrderUnits(Violation("checkout_failed"))
    UnitOrder.objects.filter(pk=order.pk).update(provider=UnitOrder.Provider.STRIPE, payment_key=key)
    return url


def signed_by_stripe(body: bytes, header: str, *, at: datetime) -> bool:
    """Whether `body` was signed by Stripe, not longer than `OLDEST` before or after `at`."""
    if not settings.STRIPE_WEBHOOK_SECRET:
        return False
    parts = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    if len(stamps) != 1 or not stamps[0].isascii() or not stamps[0].isdigit() or len(stamps[0]) > 12:  # noqa: PLR2004 - no instant has more digits
        return False
    if abs(at - datetime.fromtimestamp(int(stamps[0]), UTC)) > OLDEST:
        return False
    signed = stamps[0].encode() + b"." + body
    expected = hmac.new(settings.STRIPE_WEBHOOK_SECRET.encode(), signed, hashlib.sha256).hexdigest()
    given = [value for name, _, value in parts if name == "v1" and value.isascii()]
    return any(hmac.compare_digest(expected, value) for value in given)


@transaction.atomic
def take_payment_news(*, body: bytes, at: datetime) -> PaymentEvent | None:
    """Do what signed news say, once for each event; None when they are none that can be read.

    What cannot be followed, such as a payment for an order that was cancelled, is kept with its outcome: an
    administrator sees it.
    """
    news = _read(body)
    if news is None:
        return None
    event, is_new = PaymentEvent.objects.get_or_create(
        event_id=news["id"], defaults={"kind": news["type"][:80], "at": at, "outcome": Outcome.IGNORED}
    )
    if not is_new:
        return event
    session = news["data"]["object"]
    event.order, event.outcome = _follow(news["type"], session, at)
    event.save(update_fields=["order", "outcome"])
    if event.outcome in (Outcome.MISMATCH, Outcome.TOO_LATE):
        log.critical("Payment event %s was not followed: %s.", event.event_id, event.outcome)
    return event


def _address(made: Any) -> str:
    """The address of a checkout, which is Stripe's own; empty for anything else."""
    url = made.get("url") if isinstance(made, dict) else None
    return url if isinstance(url, str) and urlsplit(url)[:2] == ("https", CHECKOUT) else ""


def _session(order: UnitOrder, back_url: str) -> dict[str, str]:
    price = "line_items[0][price_data]"
    return {
        "mode": "payment",
        "client_reference_id": str(order.pk),
        "success_url": back_url,
        "cancel_url": back_url,
        "line_items[0][quantity]": str(order.units),
        f"{price}[currency]": order.currency.lower(),
        f"{price}[unit_amount]": str(order.price_minor),
        f"{price}[product_data][name]": f"{settings.VENDOR_NAME}: time unit",
    }


def _read(body: bytes) -> dict[str, Any] | None:
    """News with an id, a type and an object, or None."""
    try:
        news = json.loads(body)
        session = news["data"]["object"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    is_whole = isinstance(session, Mapping) and _name(news.get("id")) and _name(news.get("type"))
    return dict(news) if is_whole else None


def _name(value: object) -> str:
    """The text of a name that can be kept; empty for anything else."""
    return value if isinstance(value, str) and value.isascii() and value.isprintable() and len(value) <= LONGEST else ""


def _follow(kind: str, session: Mapping[str, Any], at: datetime) -> tuple[UnitOrder | None, Outcome]:
    if kind not in PAID | ENDED:
        return None, Outcome.IGNORED
    key = _name(session.get("id"))
    order = UnitOrder.objects.select_related("organization").filter(payment_key=key).first() if key else None
    if order is None:
        return None, Outcome.IGNORED if kind in ENDED else Outcome.MISMATCH
    if kind in ENDED:
        return order, _act(cancel_order, order, at, done=Outcome.CANCELLED)
    if session.get("payment_status") != "paid":
        return order, Outcome.IGNORED
    asked = (order.total_minor, order.currency.lower(), str(order.pk))
    paid = (session.get("amount_total"), session.get("currency"), session.get("client_reference_id"))
    return order, _act(confirm_order, order, at, done=Outcome.PAID) if asked == paid else Outcome.MISMATCH


def _act(act: Any, order: UnitOrder, at: datetime, *, done: Outcome) -> Outcome:
    try:
        act(order=order, actor=None, at=at)
    except UnableToOrderUnits:
        return Outcome.TOO_LATE if done is Outcome.PAID else Outcome.IGNORED
    return done
