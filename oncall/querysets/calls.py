"""Sets of pages and of their escalations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.querysets import is_agent

if TYPE_CHECKING:
    from accounts.models import User
    from oncall.models import EscalationRun, HeldBackPage, Page


class PageQuerySet(models.QuerySet["Page"]):
    """Sets of pages."""

    def visible_to(self, user: User) -> Self:
        """An agent sees the pages of its desks and those that it was called for; nobody else sees any."""
        if not is_agent(user):
            return self.none()
        if user.agent.sees_all_desks:
            return self
        called = self.model.objects.filter(pk=OuterRef("pk"), run__attempts__agent=user.agent)
        return self.filter(Q(desk__in=user.agent.memberships.values("desk")) | Exists(called))

    def unacknowledged(self) -> Self:
        """Nobody has taken them yet."""
        return self.filter(acknowledged_at=None)

    def waiting(self) -> Self:
        """Those that wait for somebody: not taken, and the customer not answered since."""
        return self.unacknowledged().exclude(events__code="resolved")

    def waiting_about(self, key: str) -> Self:
        """Those of them that are about the thing named `key`."""
        return self.waiting().filter(Q(dedupe_key=key) | Q(dedupe_key__startswith=f"{key}:"))

    def real(self) -> Self:
        """Those that needed somebody; no fire drill."""
        return self.filter(kind="real")

    def with_answers(self) -> Self:
        """Each with `is_answered`: the customer was answered, so it waits for nobody though nobody has it."""
        events: models.QuerySet[Any] = self.model.events.rel.related_model._default_manager.all()  # noqa: SLF001 - Django's names
        return self.annotate(is_answered=Exists(events.filter(page=OuterRef("pk"), code="resolved")))

    def newest_first(self) -> Self:
        """The call made last leads."""
        return self.order_by("-paged_at", "-id")


class HeldBackPageQuerySet(models.QuerySet["HeldBackPage"]):
    """Sets of pages that were held back."""

    def visible_to(self, user: User) -> Self:
        """An agent sees those of its desks; nobody else sees any."""
        if not is_agent(user):
            return self.none()
        return self if user.agent.sees_all_desks else self.filter(desk__in=user.agent.memberships.values("desk"))

    def untold(self) -> Self:
        """No digest has named them yet."""
        return self.filter(told_at=None)


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
