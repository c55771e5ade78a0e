"""Who works on a message now: one worker at a time, and only while its lease is its own.

A claim counts the attempt and moves the due time on at once. So a message that kills its worker waits like any
failed one, is given up after the same number of attempts, and never stands before the others in the queue. A worker
that is still at work renews its lease, so that a short one is enough: what a killed worker held is free soon.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from secrets import token_hex
from threading import Event, Thread
from time import monotonic

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists

from common.statements import Statement
from outbox import rules
from outbox.models import OutboundMessage, Quarantine
from outbox.querysets import MessageQuerySet

log = logging.getLogger(__name__)


class LeaseLostError(Exception):
    """Another worker holds the message now; what this one did must not be marked."""


def claim(*, kinds: Iterable[str], at: datetime) -> OutboundMessage | None:
    """Take the message of `kinds` that has been due longest at `at`; None when nothing is due, or all is in quarantine.

    PostgreSQL skips what others are claiming. SQLite has one writer, so nobody comes between the choice and the UPDATE,
    which hits its row only while it is still due.
    """
    until, lease = at + rules.LEASE, token_hex(16)
    while True:
        with transaction.atomic():
            found: list[OutboundMessage] = _NEXT.rows(frozenset(kinds), at=at)
            if not found:
                return None
            message = found[0]
            held = {"lease": lease, "leased_until": until, "due_at": until, "attempts": message.attempts + 1}
            if _due(at).filter(pk=message.pk).update(**held):
                for name, value in held.items():
                    setattr(message, name, value)
                return message


def _due(at: datetime) -> MessageQuerySet:
    return OutboundMessage.objects.due_by(at).filter(~Exists(Quarantine.objects.standing()))


def _next(kinds: frozenset[str], *, at: datetime) -> MessageQuerySet:
    return _due(at).filter(kind__in=sorted(kinds)).select_for_update(skip_locked=True).in_turn()[:1]


_NEXT = Statement(_next)
"""A worker asks it at least twice for each message."""


@contextmanager
def kept(message: OutboundMessage, *, at: datetime, every: timedelta = rules.RENEW_EVERY) -> Iterator[None]:
    """Renew the lease of a message claimed at `at` again and again while the block works on it.

    A block that takes longer than `rules.LONGEST_WORK` hangs, and is left to lose its lease.
    """
    done = Event()
    Thread(target=_keep, args=(message, at, every, done), name="lease", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def renew(message: OutboundMessage, *, until: datetime) -> bool:
    """Hold a claimed message until `until`; False when it is marked, or another worker has it."""
    mine = OutboundMessage.objects.undelivered().filter(pk=message.pk, lease=message.lease)
    return bool(mine.update(leased_until=until, due_at=until))


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


def _keep(message: OutboundMessage, at: datetime, every: timedelta, done: Event) -> None:
    """Renew in a thread of its own, with a connection of its own."""
    began, most = monotonic(), rules.LONGEST_WORK.total_seconds()
    while not done.wait(every.total_seconds()) and (passed := monotonic() - began) < most:
        try:
            if not renew(message, until=at + timedelta(seconds=passed) + rules.LEASE):
                return
        except DatabaseError as error:
            log.warning("The lease of message %s was not renewed: %s", message.pk, error)
        finally:
            connection.close()


def _mark(message: OutboundMessage, **changes: object) -> None:
    mine = OutboundMessage.objects.undelivered().filter(pk=message.pk, lease=message.lease)
    if mine.update(lease="", leased_until=None, **changes) != 1:
        raise LeaseLostError(f"Message {message.pk} belongs to another worker.")
