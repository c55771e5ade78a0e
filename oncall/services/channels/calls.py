"""What every channel takes and answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from common.outbound import UnableToReach
from common.refusal import Unable
from oncall.models import Device, Webhook
from outbox.models import OutboundMessage

FINAL: Final = frozenset({"gone", "refused", "not-ready", "not-public", "not-https", "not-an-address"})
"""Refusals that another try does not change."""


@dataclass(frozen=True)
class Call:
    """One call as a channel takes it.

    `key` is the same at every try, so that the other side can tell a repetition. `recipient` is a mail address or a
    phone number; `device` and `webhook` are given to their channels. `link` is where it is acknowledged without a
    login, `url` what it is about: both whole addresses. Nothing else about a customer leaves the house.
    """

    key: str
    recipient: str
    subject: str
    desk: str
    url: str
    link: str
    language: str
    at: datetime
    message: OutboundMessage
    device: Device | None = None
    webhook: Webhook | None = None


@dataclass(frozen=True)
class Receipt:
    """The other side took the call, and calls it `provider_id`; empty when it gives no name."""

    provider_id: str = ""


class Channel(Protocol):
    """Carries calls by one channel."""

    def is_ready(self) -> bool:
        """Whether it is set up here; one that is not is neither offered nor tried."""

    def send(self, call: Call) -> Receipt:
        """Hand the call over.

        Raises:
            UnableToDeliver: when the other side refuses it, or cannot be understood.
            UnableToReach: when it cannot be reached.
            Exception: what the mail server raises.
        """


class UnableToDeliver(Unable):
    """Codes: "gone", "refused", "not-ready" for good; "busy", "broken", "unreadable" until a later try.

    `after` is how long the other side asks to be left alone.
    """

    def __init__(self, code: str, reasons: tuple[str, ...] = (), after: timedelta | None = None) -> None:
        super().__init__(code, reasons)
        self.after = after


def is_final(refusal: UnableToDeliver | UnableToReach) -> bool:
    """Whether another try would be answered alike."""
    return refusal.code in FINAL
