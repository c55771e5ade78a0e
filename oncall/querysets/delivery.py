"""Sets of devices, ways to reach agents, webhooks and deliveries."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Max

if TYPE_CHECKING:
    from accounts.models import User
    from oncall.models import Delivery, Device, Page, Way, Webhook


class DeviceQuerySet(models.QuerySet["Device"]):
    """Sets of devices."""

    def visible_to(self, user: User) -> Self:
        """An agent sees its own devices; nobody sees another one's."""
        return self.filter(agent__user=user)

    def open(self) -> Self:
        """Those that are woken; the first one added leads."""
        return self.filter(ended_at=None).order_by("id")

    def ended_last(self) -> Self:
        """Those that browsers or others ended, the last one first; what the agent removed needs no word."""
        return self.filter(ending__in=["gone", "moved"]).order_by("-ended_at", "-id")

    def proven(self) -> Self:
        """With `proven_at`: when a link that was sent to the device was used last."""
        return self.annotate(proven_at=Max("deliveries__answered_at"))


class WayQuerySet(models.QuerySet["Way"]):
    """Sets of ways to reach agents."""

    def visible_to(self, user: User) -> Self:
        """An agent sees its own ways; nobody sees another one's."""
        return self.filter(agent__user=user)

    def in_turn(self) -> Self:
        """What is tried first leads."""
        return self.order_by("minutes", "id")


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Sets of webhooks."""

    def open(self) -> Self:
        """Those that are told."""
        return self.filter(ended_at=None).order_by("id")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Sets of deliveries."""

    def visible_to(self, user: User) -> Self:
        """An agent sees what was sent to it; nobody sees what was sent to another one here."""
        return self.filter(agent__user=user)

    def waiting(self) -> Self:
        """Neither sent nor given up."""
        return self.filter(result="waiting")

    def about(self, pages: models.QuerySet[Page]) -> Self:
        """Those that called about `pages`."""
        return self.filter(attempt__run__page__in=pages)

    def tests_since(self, at: datetime) -> Self:
        """What was asked for as a test since `at`."""
        return self.filter(attempt=None, made_at__gte=at)

    def newest_first(self) -> Self:
        """What was sent last leads."""
        return self.order_by("-made_at", "-id")
