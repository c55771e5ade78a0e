"""Sets of rotations and pages; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.querysets import is_agent

if TYPE_CHECKING:
    from accounts.models import User
    from oncall.models import Page


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
