"""Sets of outbound messages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from outbox.models import OutboundMessage, Quarantine


class Reader(Protocol):
    """Whoever asks: the outbox knows no users."""

    def has_perm(self, perm: str) -> bool:
        """Whether it has a permission."""


def presumably_sent(at: datetime) -> Q:
    """What a portal that went on until `at` has sent as far as is known: due by then, or tried before."""
    return Q(created_at__lte=at) & (Q(due_at__lte=at) | Q(attempts__gt=0))


class MessageQuerySet(models.QuerySet["OutboundMessage"]):
    """Sets of outbound messages."""

    def visible_to(self, user: Reader) -> Self:
        """Who may look at the outbox sees all of it, the addresses in it among it; nobody else any."""
        return self if user.has_perm("outbox.view_outboundmessage") else self.none()

    def undelivered(self) -> Self:
        """Neither sent, nor dropped, nor given up."""
        return self.filter(sent_at=None, dead_at=None, dropped_at=None)

    def due_by(self, at: datetime) -> Self:
        """Undelivered, to be attempted by `at`, and not held by a worker whose lease still runs."""
        return self.undelivered().filter(Q(leased_until=None) | Q(leased_until__lte=at), due_at__lte=at)

    def in_turn(self) -> Self:
        """What has been due longest leads."""
        return self.order_by("due_at", "id")

    def dead(self) -> Self:
        """Given up."""
        return self.filter(dead_at__isnull=False)

    def sent(self) -> Self:
        """Delivered."""
        return self.filter(sent_at__isnull=False)

    def dropped(self) -> Self:
        """Not delivered, because its reader may no longer read it."""
        return self.filter(dropped_at__isnull=False)

    def over_by(self, at: datetime) -> Self:
        """Sent or dropped by `at`."""
        return self.filter(Q(sent_at__lte=at) | Q(dropped_at__lte=at))

    def to_people(self) -> Self:
        """What leaves the portal; news from one of its parts to another does not."""
        return self.exclude(kind="topic")

    def presumably_sent_by(self, at: datetime) -> Self:
        """Undelivered, and what the portal would have sent by `at`: due then, or tried before."""
        return self.undelivered().filter(presumably_sent(at))


class QuarantineQuerySet(models.QuerySet["Quarantine"]):
    """Sets of quarantines."""

    def standing(self) -> Self:
        """Those that nobody has released yet."""
        return self.filter(released_at=None)
