"""Storing what must leave the house, delivering and forgetting it, making a form once, and seeing that it goes on."""

from outbox.claims import LeaseLostError
from outbox.services.delivering import Handler, NotReadableError, NotYetError, deliver_due, retry, retry_all, settle
from outbox.services.forgetting import forget_delivered
from outbox.services.isolating import UnableToRelease, held_back, is_isolated, isolate, release
from outbox.services.storing import SWEEP, Kind, hand_on, mail, page, publish, publish_each, rewrite, stored_together
from outbox.services.submitting import Earlier, SentForm, sent_before, submit_new, submit_once
from outbox.services.watching import ended, is_ping_due, ping_failed

__all__ = [
    "SWEEP",
    "Earlier",
    "Handler",
    "Kind",
    "LeaseLostError",
    "NotReadableError",
    "NotYetError",
    "SentForm",
    "UnableToRelease",
    "deliver_due",
    "ended",
    "forget_delivered",
    "hand_on",
    "held_back",
    "is_isolated",
    "is_ping_due",
    "isolate",
    "mail",
    "page",
    "ping_failed",
    "publish",
    "publish_each",
    "release",
    "retry",
    "retry_all",
    "rewrite",
    "sent_before",
    "settle",
    "stored_together",
    "submit_new",
    "submit_once",
]
