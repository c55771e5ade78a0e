"""Sets of rotations and pages; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.querysets import is_agent

if TYPE_CHECKING:
    from accounts.models import User
    from oncall.models import EscalationRun, Override, Page, RotaFeed, Rotation, Swap


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


class PageQuerySet(models.QuerySet["Page"]):
    """Sets of pages."""

    def visible_to(self, user: User) -> Self:
        """An agent sees the pages of its desks and its own; nobody else sees any."""
        if not is_agent(user):
            return self.none()
        if user.agent.sees_all_desks:
            return self
        return self.filter(Q(desk__in=user.agent.memberships.values("desk")) | Q(agent=user.agent))

    def unacknowledged(self) -> Self:
        """Nobody has taken them yet."""
        return self.filter(acknowledged_at=None)

    def newest_first(self) -> Self:
        """The call made last leads."""
        return self.order_by("-paged_at", "-id")


class EscalationRunQuerySet(models.QuerySet["EscalationRun"]):
    """Sets of escalations."""

    def running(self) -> Self:
        """Neither acknowledged, resolved nor at their end."""
        return self.filter(ended_at=None)

    def due_by(self, at: datetime) -> Self:
        """Those whose next step is owed at `at`, the one that waits longest first."""
        return self.running().filter(due_at__lte=at).order_by("due_at", "id")

    def about(self, key: str) -> Self:
        """Those of the thing named `key`, whatever happened to it: "ticket:12" and "ticket:12:filed" alike."""
        return self.filter(Q(page__dedupe_key=key) | Q(page__dedupe_key__startswith=f"{key}:"))
