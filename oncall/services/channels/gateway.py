"""Text messages and voice calls through a provider that speaks HTTP.

One request a call: `POST` to the address of the settings with a bearer token, an `Idempotency-Key`, and JSON `to`,
`from`, `text`, `language`, `reference`. The answer is 2xx with JSON whose `id` names the call. A provider that speaks
otherwise is another class, named in `PAGE_CHANNELS`.
"""

import json
from dataclasses import dataclass
from typing import ClassVar, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from common import outbound
from oncall.services.channels.answers import check
from oncall.services.channels.calls import Call, Receipt, UnableToDeliver

LONGEST: Final = 120
"""Characters of a subject that are sent; the rest stands behind the link."""


@dataclass(frozen=True)
class Gateway:
    """Where a provider is, what lets us in, and the number that calls."""

    url: str
    token: str
    number: str


class GatewayChannel:
    """Hands calls to a provider; `gateway` names the settings that say where it is."""

    gateway: ClassVar[str]

    def is_ready(self) -> bool:
        """Whether the settings name an address."""
        return bool(self._at().url)

    def send(self, call: Call) -> Receipt:
        """Hand over the call; the answer names it."""
        at = self._at()
        facts = {
            "to": call.recipient,
            "from": at.number,
            "text": self.text(call),
            "language": call.language,
            "reference": call.key,
        }
        heads = {
            "Authorization": f"Bearer {at.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": call.key,
        }
        answer = outbound.post(at.url, json.dumps(facts).encode(), headers=heads)
        check(answer, call.at)
        return Receipt(_named(answer.body))

    def text(self, call: Call) -> str:
        """What is sent or spoken, in the language of whom it goes to."""
        raise NotImplementedError

    def _at(self) -> Gateway:
        return Gateway(**settings.PAGE_GATEWAYS[self.gateway])


class SmsChannel(GatewayChannel):
    """A text message with the link to acknowledge."""

    gateway = "sms"

    def text(self, call: Call) -> str:
        """The desk, the subject, the link."""
        return f"{call.desk}: {_short(call.subject)} {call.link}".strip()


class VoiceChannel(GatewayChannel):
    """A call that says what happened; it is acknowledged by the other channels or in the portal."""

    gateway = "voice"

    def text(self, call: Call) -> str:
        """A sentence to speak; nobody can hear a link."""
        with translation.override(call.language):
            words = gettext("This is a page of %(desk)s. %(subject)s. Open the portal to acknowledge it.")
            return words % {"desk": call.desk, "subject": _short(call.subject)}


def _named(body: bytes) -> str:
    """What the provider calls it; an answer without a name is no yes, and the next try has the same key."""
    try:
        name = json.loads(body)["id"]
    except (ValueError, TypeError, LookupError, RecursionError):
        raise UnableToDeliver("unreadable") from None
    if not isinstance(name, str | int) or not str(name).strip():
        raise UnableToDeliver("unreadable")
    return str(name)[:200]


def _short(subject: str) -> str:
    return subject if len(subject) <= LONGEST else f"{subject[: LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"
