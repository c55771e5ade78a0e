"""Who works on a message now: one worker at a time, and only while its lease is its own.

A claim counts the attempt and moves the due time on at once. So a message that kills its worker waits like any
failed one, is given up after the same number of attempts, and never stands before the others in the queue.
"""

from collections.abc import Iterable
from datetime import datetime
from secrets import token_hex

from django.db import connection, transaction
from django.db.models import F

from outbox import rules
from outbox.models import OutboundMessage
from outbox.querysets import MessageQuerySet


class LeaseLostError(Exception):
    """Another worker holds the message now; what this one did must not be marked."""


def claim(*, kinds: Iterable[str], at: datetime) -> OutboundMessage | None:
    """Take the message of `kinds` that has been due longest at `at`; None when nothing is due.

    PostgreSQL skips what others are claiming. SQLite has one writer, so one conditional UPDATE is enough.
    """
    due = OutboundMessage.objects.due_by(at).filter(kind__in=list(kinds))
    lease = token_hex(16)
    if connection.vendor == "postgresql":
        with transaction.atomic():
            locked = due.select_for_update(skip_locked=True).in_turn().values_list("pk", flat=True)[:1]
            _hold(due.filter(pk__in=list(locked)), lease, at)
    else:
        _hold(due.filter(pk__in=due.in_turn().values("pk")[:1]), lease, at)
    return OutboundMessage.objects.filter(lease=lease).first()


def mark_sent(message: OutboundMessage, *, at: datetime) -> None:
    """Record the delivery, and forget the secret that was delivered.

    Raises:
        LeaseLostError: if another worker has claimed the message since.
    """
    _mark(message, sent_at=at, last_error="", payload=rules.without_secret(message.payload))


def mark_dropped(message: OutboundMessage, *, at: datetime, reason: str) -> None:
    """Record that it will not be delivered, because its reader may no longer read it; forget its secret.

    Raises:
        LeaseLostError: if another worker has claimed the message since.
    """
    _mark(message, dropped_at=at, last_error=reason, payload=rules.without_secret(message.payload))


def mark_failed(message: OutboundMessage, *, due_at: datetime, reason: str) -> None:
    """Give the message back, to be tried again at `due_at`.

    Raises:
        LeaseLostError: if another worker has claimed the message since.
    """
    _mark(message, due_at=due_at, last_error=reason)


def mark_dead(message: OutboundMessage, *, at: datetime, reason: str) -> None:
    """Give the message up.

    Raises:
        LeaseLostError: if another worker has claimed the message since.
    """
    _mark(message, dead_at=at, last_error=reason)


def _hold(messages: MessageQuerySet, lease: str, at: datetime) -> None:
    until = at + rules.LEASE
    messages.update(lease=lease, leased_until=until, due_at=until, attempts=F("attempts") + 1)


def _mark(message: OutboundMessage, **changes: object) -> None:
    mine = OutboundMessage.objects.undelivered().filter(pk=message.pk, lease=message.lease)
    if mine.update(lease="", leased_until=None, **changes) != 1:
        raise LeaseLostError(f"Message {message.pk} belongs to another worker.")
