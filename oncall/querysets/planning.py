"""Sets of reservations and of coverage debts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.querysets import is_agent

if TYPE_CHECKING:
    from accounts.models import User
    from oncall.models import Debt, Reservation


class ReservationQuerySet(models.QuerySet["Reservation"]):
    """Sets of reservations."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all of them, so that nobody plans over them; nobody else any."""
        return self if is_agent(user) else self.none()

    def open(self) -> Self:
        """Not released."""
        return self.filter(released_at=None)

    def not_over(self, at: datetime) -> Self:
        """Those that last at `at` or are ahead, the first one first."""
        return self.filter(ends_at__gt=at).order_by("starts_at", "id")


class DebtQuerySet(models.QuerySet["Debt"]):
    """Sets of coverage debts."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all of them; nobody else any."""
        return self if is_agent(user) else self.none()

    def owing(self) -> Self:
        """Those with hours that nobody is on call for, the most first."""
        return self.filter(seconds__gt=0).order_by("-seconds", "organization__name", "id")
