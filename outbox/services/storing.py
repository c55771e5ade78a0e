"""Storing what must leave the house in the transaction of its cause, and ringing for the worker."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db.models import Q
from structlog.contextvars import get_contextvars

from common import queue
from outbox.models import OutboundMessage

Kind = OutboundMessage.Kind
SWEEP = "portal.tasks.sweep"
_waiting: ContextVar[list[OutboundMessage] | None] = ContextVar("waiting", default=None)
"""What is owed so far within a block that stores it together."""


@contextmanager
def stored_together() -> Iterator[None]:
    """Store all that is owed within the block, in its order, in one statement at its end; nothing when it raises.

    The block stands within one transaction.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: list[OutboundMessage] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting:
        _write(waiting)


def publish(
    topic: str, key: str, *, at: datetime, payload: dict[str, Any] | None = None, due_at: datetime | None = None
) -> None:
    """Tell the upper apps in the caller's transaction that `topic` happened to the thing named `key`.

    Each call is a piece of news of its own; its follower finds `key` in the payload and may be told twice.
    With `due_at` it is told at that instant, not at once.
    """
    _store(_news(topic, key, at, payload or {}, due_at))


def publish_each(topics: Sequence[str], key: str, *, at: datetime) -> None:
    """Tell several topics of the same thing, as `publish` does one, in one statement."""
    _store(*(_news(topic, key, at, {}) for topic in topics))


def _news(
    topic: str, key: str, at: datetime, payload: dict[str, Any], due_at: datetime | None = None
) -> OutboundMessage:
    return OutboundMessage(
        kind=Kind.TOPIC,
        name=topic,
        payload={**payload, "key": key},
        dedupe_key=f"{topic}:{key}:{uuid4().hex}",
        created_at=at,
        due_at=due_at or at,
    )


def hand_on(message: OutboundMessage, *, to: str, at: datetime) -> None:
    """Tell a piece of news to one of its followers by a message of its own, in the caller's transaction.

    So each follower is tried again, and given up, without the others. The payload names it as `follower`.
    """
    key = f"{message.dedupe_key[:120]}:{to[-79:]}"
    news = {"kind": Kind.TOPIC, "name": message.name, "payload": {**message.payload, "follower": to}}
    _store(OutboundMessage(**news, dedupe_key=key, created_at=message.created_at, due_at=at))


def mail(
    *,
    name: str,
    recipient: str,
    payload: dict[str, Any],
    dedupe_key: str,
    at: datetime,
    guard: str = "",
    due_at: datetime | None = None,
) -> None:
    """Owe the address `recipient` the mail of the template `name`, in the caller's transaction.

    A second call with the same `dedupe_key` stores nothing. `guard` is asked again before the mail is sent. With
    `due_at` it is held until that instant.
    """
    owed = {"name": name, "recipient": recipient, "payload": payload, "dedupe_key": dedupe_key, "guard": guard}
    _store(OutboundMessage(kind=Kind.MAIL, **owed, created_at=at, due_at=due_at or at))


def page(
    *,
    name: str,
    recipient: str,
    payload: dict[str, Any],
    dedupe_key: str,
    at: datetime,
    due_at: datetime | None = None,
) -> None:
    """Owe the address `recipient` a call, in the caller's transaction; once per `dedupe_key`; not before `due_at`."""
    owed = {"name": name, "recipient": recipient, "payload": payload, "dedupe_key": dedupe_key}
    _store(OutboundMessage(kind=Kind.PAGE, **owed, created_at=at, due_at=due_at or at))


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


def _store(*messages: OutboundMessage) -> None:
    cause = str(get_contextvars().get("request_id", ""))
    for message in messages:
        message.cause = cause
    waiting = _waiting.get()
    if waiting is None:
        _write(messages)
    else:
        waiting.extend(messages)


def _write(messages: Sequence[OutboundMessage]) -> None:
    OutboundMessage.objects.bulk_create(messages, ignore_conflicts=True)
    queue.ring(SWEEP)
