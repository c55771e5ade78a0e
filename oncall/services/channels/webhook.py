"""Calls to a webhook, signed as the Standard Webhooks say, so that whoever receives one knows who sent it."""

import base64
import hashlib
import hmac
import json
from typing import Final

from django.conf import settings
from standardwebhooks import Webhook as Signer

from common import outbound
from oncall.models import Webhook
from oncall.services.channels.answers import check
from oncall.services.channels.calls import Call, Receipt, UnableToDeliver

GONE: Final = frozenset({410})


class WebhookChannel:
    """Posts the call to the address of an agent or of a desk."""

    def is_ready(self) -> bool:
        """It needs nothing but an address."""
        return True

    def send(self, call: Call) -> Receipt:
        """Post the call with its signature; the receiver knows a repetition by the `webhook-id`."""
        if call.webhook is None:
            raise UnableToDeliver("not-ready")
        facts = {"subject": call.subject, "desk": call.desk, "url": call.url, "acknowledge_url": call.link}
        body = json.dumps({"type": "page.called", "timestamp": call.at.isoformat(), "data": facts})
        name = f"msg_{hashlib.sha256(call.key.encode()).hexdigest()[:32]}"
        heads = {
            "Content-Type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(int(call.at.timestamp())),
            "webhook-signature": Signer(secret_of(call.webhook)).sign(name, call.at, body),
        }
        check(outbound.post(call.webhook.url, body.encode(), headers=heads), call.at, gone=GONE)
        return Receipt(name)


def secret_of(webhook: Webhook) -> str:
    """The secret that signs what goes to `webhook`: derived from its salt and the portal's key, stored nowhere."""
    key = f"oncall.webhook:{settings.SECRET_KEY}".encode()
    secret = hmac.new(key, webhook.salt.encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(secret).decode()}"
