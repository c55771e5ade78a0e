"""Sets of rotations and of what changes them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.querysets import is_agent

if TYPE_CHECKING:
    from accounts.models import User
    from oncall.models import Override, RotaFeed, Rotation, Swap


class RotationQuerySet(models.QuerySet["Rotation"]):
    """Sets of rotations."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all of them: who is on call is no secret among agents; nobody else sees any."""
        return self if is_agent(user) else self.none()


class OverrideQuerySet(models.QuerySet["Override"]):
    """Sets of overrides."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all of them; nobody else any."""
        return self if is_agent(user) else self.none()

    def in_force(self) -> Self:
        """Not taken back; the newest one last."""
        return self.filter(ended_at=None).order_by("made_at", "id")

    def not_over(self, at: datetime) -> Self:
        """Those that last at `at` or are ahead."""
        return self.filter(ends_at__gt=at)

    def between(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those that last in a part of [starts_at, ends_at)."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class SwapQuerySet(models.QuerySet["Swap"]):
    """Sets of swaps."""

    def visible_to(self, user: User) -> Self:
        """The two agents of a swap see it; nobody else does."""
        if not is_agent(user):
            return self.none()
        return self.filter(Q(asked_by=user.agent) | Q(asked_of=user.agent))

    def open(self, at: datetime) -> Self:
        """Neither answered nor withdrawn, and not over at `at`; the first one first."""
        return self.filter(answered_at=None, withdrawn_at=None, ends_at__gt=at).order_by("starts_at", "id")


class RotaFeedQuerySet(models.QuerySet["RotaFeed"]):
    """Sets of calendar feeds."""

    def visible_to(self, user: User) -> Self:
        """An agent sees its own feeds; nobody sees another one's."""
        return self.filter(agent__user=user)

    def open(self) -> Self:
        """Not revoked, of an agent that may log in."""
        return self.filter(revoked_at=None, agent__user__is_active=True)
