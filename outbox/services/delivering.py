"""Delivering what is due, and trying again what failed or was given up."""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from secrets import SystemRandom

from django.db import transaction
from django.db.models import Q
from structlog.contextvars import bound_contextvars

from common import queue
from outbox import claims, rules
from outbox.models import OutboundMessage
from outbox.querysets import MessageQuerySet
from outbox.services.storing import SWEEP, Kind

log = logging.getLogger(__name__)
Handler = Callable[[OutboundMessage], None]
"""Delivers one message, or raises: `NotReadableError` drops it, anything else tries it again later."""
_chance = SystemRandom().random


class NotReadableError(Exception):
    """The reader of a message may no longer read what it says; it is dropped, not tried again."""


class NotYetError(Exception):
    """The other side asks to be left alone for `after`; the message is tried again then, or later."""

    def __init__(self, after: timedelta, reason: str) -> None:
        super().__init__(reason)
        self.after = after


def deliver_due(*, handlers: Mapping[str, Handler], at: datetime, limit: int = 100) -> int:
    """Deliver up to `limit` messages due at `at`, each by the handler of its kind; returns how many were tried.

    A kind without a handler waits. A failed delivery is stored, logged and tried again later; the others go on.
    Leases count from `at`: who calls with slow handlers passes a small `limit` and reads the clock between calls.
    """
    for tried in range(limit):
        message = claims.claim(kinds=handlers, at=at)
        if message is None:
            return tried
        try:
            with bound_contextvars(request_id=message.cause, message=message.pk), claims.kept(message, at=at):
                _attempt(message, handlers[message.kind], at)
        except claims.LeaseLostError:
            log.warning("Lost the lease of message %s (%s); it was not marked.", message.pk, message.name)
    return limit


@transaction.atomic
def settle(*, handlers: Mapping[str, Handler], at: datetime) -> None:
    """Let all that is due at `at` take effect at once and count as sent: in a world that no worker delivers from.

    Nothing is claimed, and nothing is tried again: what a handler raises is raised.
    """
    while due := list(OutboundMessage.objects.due_by(at).filter(kind__in=list(handlers)).in_turn()):
        for message in due:
            handlers[message.kind](message)
            payload = rules.without_secret(message.payload)
            if payload != message.payload:
                OutboundMessage.objects.filter(pk=message.pk).update(payload=payload)
        OutboundMessage.objects.filter(pk__in=[message.pk for message in due]).update(attempts=1, sent_at=at)


def retry(*, messages: Collection[int], at: datetime) -> int:
    """Make the given undelivered or given-up messages due at `at` with all attempts before them; returns how many.

    A message that a worker holds, was sent or was dropped stays as it is.
    """
    waiting = OutboundMessage.objects.filter(pk__in=messages, sent_at=None, dropped_at=None)
    return _revive(waiting.filter(Q(leased_until=None) | Q(leased_until__lte=at) | Q(dead_at__isnull=False)), at)


def retry_all(*, at: datetime) -> int:
    """Make everything that was given up due at `at`: after what broke it is mended. Returns how many."""
    return _revive(OutboundMessage.objects.dead(), at)


def _revive(messages: MessageQuerySet, at: datetime) -> int:
    revived = messages.update(dead_at=None, attempts=0, due_at=at, lease="", leased_until=None)
    queue.ring(SWEEP)
    return revived


def _attempt(message: OutboundMessage, handler: Handler, at: datetime) -> None:
    """Deliver one claimed message and mark how it went.

    Raises:
        LeaseLostError: if the delivery outlived the lease and another worker has the message now.
    """
    if message.attempts > rules.most_attempts(message.kind):
        claims.mark_dead(message, at=at, reason=message.last_error or "Its worker ended each time it was tried.")
        return
    try:
        _deliver(message, handler, at)
    except claims.LeaseLostError:
        raise
    except NotReadableError as refusal:
        claims.mark_dropped(message, at=at, reason=str(refusal) or "Its reader may no longer read it.")
    except Exception as error:  # whatever it is, this message waits and the others go on
        log.exception("Message %s (%s) was not delivered.", message.pk, message.name)
        after = error.after if isinstance(error, NotYetError) else timedelta()
        _fail(message, f"{type(error).__name__}: {error}", at, after)


def _deliver(message: OutboundMessage, handler: Handler, at: datetime) -> None:
    """News changes rows only, so its effect and its mark are one transaction; a mail is marked after it left."""
    if message.kind == Kind.TOPIC:
        with transaction.atomic():
            handler(message)
            claims.mark_sent(message, at=at)
    else:
        handler(message)
        claims.mark_sent(message, at=at)


def _fail(message: OutboundMessage, reason: str, at: datetime, after: timedelta) -> None:
    if message.attempts >= rules.most_attempts(message.kind):
        log.error("Message %s (%s) is given up after %s attempts.", message.pk, message.name, message.attempts)
        claims.mark_dead(message, at=at, reason=reason)
    else:
        due_at = at + max(after, rules.backoff(message.kind, message.attempts, _chance()))
        claims.mark_failed(message, due_at=due_at, reason=reason)
