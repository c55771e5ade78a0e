"""Storing what must leave the house, delivering it, and making what a form asks for once."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from secrets import SystemRandom
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from common import queue
from outbox import claims, rules
from outbox.models import OutboundMessage, SubmissionToken

log = logging.getLogger(__name__)
Kind = OutboundMessage.Kind
Handler = Callable[[OutboundMessage], None]
"""Delivers one message, or raises: `NotReadableError` drops it, anything else tries it again later."""
SWEEP = "portal.tasks.sweep"
_chance = SystemRandom().random


class NotReadableError(Exception):
    """The reader of a message may no longer read what it says; it is dropped, not tried again."""


def publish(
    topic: str, key: str, *, at: datetime, payload: dict[str, Any] | None = None, due_at: datetime | None = None
) -> None:
    """Tell the upper apps in the caller's transaction that `topic` happened to the thing named `key`.

    Each call is a piece of news of its own; its follower finds `key` in the payload and may be told twice.
    With `due_at` it is told at that instant, not at once.
    """
    _store(
        OutboundMessage(
            kind=Kind.TOPIC,
            name=topic,
            payload={**(payload or {}), "key": key},
            dedupe_key=f"{topic}:{key}:{uuid4().hex}",
            created_at=at,
            due_at=due_at or at,
        )
    )


def mail(*, name: str, recipient: str, payload: dict[str, Any], dedupe_key: str, at: datetime, guard: str = "") -> None:
    """Owe the address `recipient` the mail of the template `name`, in the caller's transaction.

    A second call with the same `dedupe_key` stores nothing. `guard` is asked again before the mail is sent.
    """
    _owe(Kind.MAIL, name, recipient, payload, dedupe_key, at, guard)


def page(*, name: str, recipient: str, payload: dict[str, Any], dedupe_key: str, at: datetime) -> None:
    """Owe the address `recipient` a call, in the caller's transaction; once per `dedupe_key`."""
    _owe(Kind.PAGE, name, recipient, payload, dedupe_key, at)


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
    free = waiting.filter(Q(leased_until=None) | Q(leased_until__lte=at) | Q(dead_at__isnull=False))
    revived = free.update(dead_at=None, attempts=0, due_at=at, lease="", leased_until=None)
    queue.ring(SWEEP)
    return revived


def rewrite(*, guards: Sequence[str], dedupe_key: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Let `change` clean the payloads of all messages, sent ones too, about the things that `guards` begin with.

    Messages without a guard are found by what their `dedupe_key` begins with. Returns how many were changed.
    """
    about = Q(dedupe_key__startswith=dedupe_key)
    for guard in guards:
        about |= Q(guard__startswith=guard)
    changed = [(row, change(row.payload)) for row in OutboundMessage.objects.filter(about)]
    for row, payload in changed:
        if payload != row.payload:
            OutboundMessage.objects.filter(pk=row.pk).update(payload=payload)
    return sum(payload != row.payload for row, payload in changed)


def submit_once(*, owner: str, token: str, at: datetime, make: Callable[[], str], said: str = "") -> str:
    """The address of what `owner`'s form with `token` made; `make` makes it the first time and returns its address.

    Two submissions at once wait for each other. When `make` raises, nothing is stored and the token stays good.
    Without a token every call makes. A form that says something else than before, as its digest `said` shows, was
    brought back and written anew: it makes again, and no text is lost.
    """
    if not token:
        return make()
    if said:
        token = sha256(f"{token} {said}".encode()).hexdigest()
    with transaction.atomic():
        row = SubmissionToken(owner=owner, token=token, created_at=at)
        SubmissionToken.objects.bulk_create([row], ignore_conflicts=True)
        row = SubmissionToken.objects.select_for_update().get(owner=owner, token=token)
        if not row.answer:
            row.answer = make()
            row.save(update_fields=["answer"])
        return row.answer


def _owe(
    kind: str, name: str, recipient: str, payload: dict[str, Any], dedupe_key: str, at: datetime, guard: str = ""
) -> None:
    _store(
        OutboundMessage(
            kind=kind,
            name=name,
            recipient=recipient,
            payload=payload,
            guard=guard,
            dedupe_key=dedupe_key,
            created_at=at,
            due_at=at,
        )
    )


def _store(message: OutboundMessage) -> None:
    OutboundMessage.objects.bulk_create([message], ignore_conflicts=True)
    queue.ring(SWEEP)


def _attempt(message: OutboundMessage, handler: Handler, at: datetime) -> None:
    """Deliver one claimed message and mark how it went.

    Raises:
        LeaseLostError: if the delivery outlived the lease and another worker has the message now.
    """
    if message.attempts > rules.ATTEMPTS:
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
        _fail(message, f"{type(error).__name__}: {error}", at)


def _deliver(message: OutboundMessage, handler: Handler, at: datetime) -> None:
    """News changes rows only, so its effect and its mark are one transaction; a mail is marked after it left."""
    if message.kind == Kind.TOPIC:
        with transaction.atomic():
            handler(message)
            claims.mark_sent(message, at=at)
    else:
        handler(message)
        claims.mark_sent(message, at=at)


def _fail(message: OutboundMessage, reason: str, at: datetime) -> None:
    if rules.is_spent(message.attempts):
        log.error("Message %s (%s) is given up after %s attempts.", message.pk, message.name, message.attempts)
        claims.mark_dead(message, at=at, reason=reason)
    else:
        due_at = at + rules.backoff(message.attempts, _chance())
        claims.mark_failed(message, due_at=due_at, reason=reason)
