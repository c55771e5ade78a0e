"""What would leave a portal in quarantine, what is held as already sent, and letting it go."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.db.models import Count, Q

from oncall import services as oncall
from oncall.models import Delivery, EscalationRun
from outbox import services as outbox
from outbox.models import OutboundMessage, Quarantine
from outbox.querysets import MessageQuerySet, presumably_sent
from portal.followers import tell
from tickets.models import Milestone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

log = logging.getLogger(__name__)
MOST = 100_000
"""So many pieces of news are told before a release; they make no more than a few each."""


@dataclass(frozen=True, slots=True)
class Group:
    """Messages of one kind and name: how many are held as already sent, how many leave at once, how many later."""

    kind: "StrOrPromise"
    name: str
    held: int
    now: int
    later: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a release at the instant `at` does to a portal whose predecessor went on until `until`.

    `news` is told first, and what it makes people be told is held too. `escalations` and `promises` came due since:
    their calls and mails leave with the first rounds.
    """

    until: datetime
    at: datetime
    groups: Sequence[Group]
    news: int
    escalations: int
    promises: int

    @property
    def held(self) -> int:
        """How many messages are held."""
        return sum(group.held for group in self.groups)

    @property
    def now(self) -> int:
        """How many messages leave at once."""
        return sum(group.now for group in self.groups)


def standing() -> Quarantine | None:
    """The quarantine that this portal is in."""
    return Quarantine.objects.standing().order_by("pk").first()


def plan(*, until: datetime, at: datetime) -> Plan:
    """What a release would do, read in four statements."""
    waiting = OutboundMessage.objects.to_people().undelivered().order_by("kind", "name").values("kind", "name")
    held, due = presumably_sent(until), Q(due_at__lte=at)
    rows = waiting.annotate(
        held=Count("pk", filter=held), now=Count("pk", filter=due & ~held), later=Count("pk", filter=~due & ~held)
    )
    labels = dict(OutboundMessage.Kind.choices)
    return Plan(
        until=until,
        at=at,
        groups=[Group(labels[row["kind"]], row["name"], row["held"], row["now"], row["later"]) for row in rows],
        news=_news(until).count(),
        escalations=EscalationRun.objects.due_by(at).count(),
        promises=Milestone.objects.broken_by(at).count(),
    )


@transaction.atomic
def release(*, until: datetime, by: str, at: datetime) -> int:
    """End the quarantine: what was sent by `until` is held, everything else leaves. How many messages are held.

    News that waited is told as of its own time, so that what it makes people be told is held as well. A call that is
    held counts as made: whoever was called then is not called again.

    Raises:
        UnableToRelease: if there is no quarantine.
    """
    _tell_news(until)
    for message in outbox.held_back(until).filter(kind=OutboundMessage.Kind.PAGE):
        _count_as_made(message)
    return outbox.release(until=until, by=by, at=at)


def _news(until: datetime) -> MessageQuerySet:
    return OutboundMessage.objects.presumably_sent_by(until).filter(kind=OutboundMessage.Kind.TOPIC)


def _tell_news(until: datetime) -> None:
    failed: set[int] = set()
    for _each in range(MOST):
        message = _news(until).exclude(pk__in=failed).in_turn().first()
        if message is None:
            return
        try:
            with transaction.atomic():
                tell(message, message.created_at)
                OutboundMessage.objects.filter(pk=message.pk).update(sent_at=message.created_at, attempts=1)
        except Exception:  # whatever it is, the news waits for the worker, which says so on /status/
            log.exception("News %s (%s) could not be told before the release.", message.pk, message.name)
            failed.add(message.pk)


def _count_as_made(message: OutboundMessage) -> None:
    try:
        with transaction.atomic():
            oncall.count_as_sent(message=message, by="held")
    except (DatabaseError, Delivery.DoesNotExist, KeyError):
        log.warning("The call of message %s is held, and its escalation is not told.", message.pk)
