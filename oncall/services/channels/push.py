"""Calls to the devices of an agent (Web Push, RFC 8030, encrypted by RFC 8291, signed by VAPID)."""

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from common import outbound
from oncall.models import Device
from oncall.services.channels.answers import GONE, check
from oncall.services.channels.calls import Call, Receipt, UnableToDeliver

if TYPE_CHECKING:
    from pydantic import AnyHttpUrl
    from webpush import WebPush

KEPT: Final = 60 * 60
"""Seconds that a push service keeps a call for a device that is off."""
LONGEST: Final = 180
SIGNED_FOR: Final = 12 * 60 * 60
"""Seconds that a signature is good; a push service takes none of more than a day."""


@dataclass(frozen=True)
class _Origin:
    """A push service as a signature names it (RFC 8292): `host` with the port, which the library leaves out."""

    scheme: str
    host: str


class PushChannel:
    """Wakes a device through the push service of its browser."""

    def is_ready(self) -> bool:
        """Whether the portal has a key to sign with."""
        return bool(settings.VAPID_PRIVATE_KEY)

    def send(self, call: Call) -> Receipt:
        """Hand the encrypted call to the push service; a later try replaces the one before it (`Topic`)."""
        if call.device is None:
            raise UnableToDeliver("not-ready")
        topic = base64.urlsafe_b64encode(hashlib.sha256(call.key.encode()).digest()).decode()[:32]
        heads, body = _encrypted(call.device, _said(call, topic))
        heads |= {"Content-Type": "application/octet-stream", "Urgency": "high", "Topic": topic}
        answer = outbound.post(call.device.endpoint, body, headers=heads)
        check(answer, call.at, gone=GONE)
        return Receipt(answer.headers.get("location", "")[:200])


def public_key() -> str:
    """The key that browsers subscribe with; empty without a key of our own."""
    if not settings.VAPID_PRIVATE_KEY:
        return ""
    point = (
        _private_key()
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def new_private_key() -> str:
    """A new key as `VAPID_PRIVATE_KEY` takes it: 32 bytes, URL-safe base64."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def _said(call: Call, topic: str) -> dict[str, str]:
    with translation.override(call.language):
        title = gettext("Page: %(desk)s") % {"desk": call.desk}
    return {"title": title, "body": call.subject[:LONGEST], "url": call.link or call.url, "tag": topic}


def _encrypted(device: Device, said: dict[str, str]) -> tuple[dict[str, str], bytes]:
    """The headers and the body for the push service, which can read neither subject nor link."""
    from pydantic import AnyHttpUrl, ValidationError  # noqa: PLC0415 - 8 MB that is for pushes alone
    from webpush import WebPush, WebPushSubscription  # noqa: PLC0415 - as above
    from webpush.types import WebPushKeys  # noqa: PLC0415 - as above

    private = _private_key()
    signer = WebPush(
        private_key=private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        public_key=private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
        subscriber=settings.VAPID_CONTACT,
        ttl=KEPT,
    )
    try:
        keys = WebPushKeys(auth=device.auth, p256dh=device.p256dh)
        made = signer.get(said, WebPushSubscription(endpoint=AnyHttpUrl(device.endpoint), keys=keys))
    except (ValidationError, ValueError) as error:
        raise UnableToDeliver("refused", (type(error).__name__,)) from error
    heads = {name: str(value) for name, value in made.headers.items()}
    return {**heads, "Authorization": _signed(signer, device.endpoint)}, made.encrypted


def _signed(signer: "WebPush", endpoint: str) -> str:
    """What says to the push service at `endpoint` that it is us who send."""
    parts = urlsplit(endpoint)
    origin = cast("AnyHttpUrl", _Origin(parts.scheme, parts.netloc))
    return str(signer.vapid.get_authorization_header(origin, settings.VAPID_CONTACT, SIGNED_FOR))


def _private_key() -> ec.EllipticCurvePrivateKey:
    text = settings.VAPID_PRIVATE_KEY
    number = int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
    return ec.derive_private_key(number, ec.SECP256R1())
