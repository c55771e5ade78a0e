"""Sets of outbound messages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from outbox.models import OutboundMessage


class MessageQuerySet(models.QuerySet["OutboundMessage"]):
    """Sets of outbound messages."""

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
