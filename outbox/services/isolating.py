"""Quarantine: nothing leaves the portal until somebody has seen what would, and what is held as already sent."""

from datetime import datetime

from django.db import transaction

from common import queue
from common.refusal import Unable
from outbox.models import OutboundMessage, Quarantine
from outbox.querysets import MessageQuerySet
from outbox.services.storing import SWEEP

HELD = "Held: the portal that this data comes from has sent it, as far as is known."


class UnableToRelease(Unable):
    """Code `not_isolated`: there is no quarantine to end."""


def isolate(*, known_until: datetime, at: datetime) -> Quarantine:
    """Let nothing leave from `at` on, and remember that the data knows of nothing after `known_until`.

    A quarantine that stands already stays as it is.
    """
    standing = Quarantine.objects.standing().first()
    return standing or Quarantine.objects.create(began_at=at, known_until=known_until)


def is_isolated() -> bool:
    """Whether nothing may leave now."""
    return Quarantine.objects.standing().exists()


def held_back(until: datetime) -> MessageQuerySet:
    """What a release holds as sent by a portal that went on until `until`: mails and calls."""
    return OutboundMessage.objects.to_people().presumably_sent_by(until)


@transaction.atomic
def release(*, until: datetime, by: str, at: datetime) -> int:
    """Hold what was sent by `until`, and let everything else leave from now on; how many messages are held.

    Raises:
        UnableToRelease: if there is no quarantine.
    """
    standing = list(Quarantine.objects.standing().select_for_update())
    if not standing:
        raise UnableToRelease("not_isolated")
    held = held_back(until).update(dropped_at=at, last_error=HELD, lease="", leased_until=None)
    keys = [each.pk for each in standing]
    Quarantine.objects.filter(pk__in=keys).update(released_at=at, released_by=by, held=held)
    queue.ring(SWEEP)
    return held
