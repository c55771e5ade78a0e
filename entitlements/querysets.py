"""Sets of what was sold; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.querysets import is_agent

if TYPE_CHECKING:
    from accounts.models import User
    from entitlements.models import Contract, Entitlement, License


class ContractQuerySet(models.QuerySet["Contract"]):
    """Sets of contracts."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all contracts; a contact those of its organizations."""
        if is_agent(user):
            return self
        return self.filter(organization__contacts__user=user, organization__contacts__left_at=None).distinct()


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    """Sets of entitlements."""

    def in_force_on(self, on: date) -> Self:
        """Lines whose term holds the day `on` and that were not terminated by it."""
        running = Q(terminated_on=None) | Q(terminated_on__gt=on)
        return self.filter(running, starts_on__lte=on, ends_on__gt=on)


class LicenseQuerySet(models.QuerySet["License"]):
    """Sets of licenses."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all licenses; a contact those of its organizations."""
        if is_agent(user):
            return self
        return self.filter(organization__contacts__user=user, organization__contacts__left_at=None).distinct()
