"""Sets of maintenance windows, of their types and of freezes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User
    from catalog.models import Product
    from tickets.models import Freeze, Window, WindowType


class WindowTypeQuerySet(models.QuerySet["WindowType"]):
    """Sets of types of windows."""

    def current(self) -> Self:
        """Those that are booked, as the administration put them; a retired one keeps its windows."""
        return self.filter(retired_at=None).order_by("position", "id")


class FreezeQuerySet(models.QuerySet["Freeze"]):
    """Sets of freezes."""

    def concerning(self, product: Product, regions: Collection[str], first_on: date, last_on: date) -> Self:
        """Those of the product at one of the regions, or of any, that touch the days from `first_on` to `last_on`."""
        where = Q(region=None) | Q(region__code__in=regions)
        within = self.filter(where, Q(product=None) | Q(product=product), first_on__lte=last_on, last_on__gte=first_on)
        return within.select_related("region").order_by("first_on", "id")


class WindowQuerySet(models.QuerySet["Window"]):
    """Sets of maintenance windows."""

    def visible_to(self, user: User) -> Self:
        """Those whose ticket `user` may read."""
        tickets: Any = self.model.ticket.field.related_model._default_manager  # noqa: SLF001 - Django's name for it
        return self.filter(ticket__in=tickets.visible_to(user))

    def of_customer(self, user: User) -> Self:
        """Those that `user` reads as a customer."""
        tickets: Any = self.model.ticket.field.related_model._default_manager  # noqa: SLF001 - Django's name for it
        return self.filter(ticket__in=tickets.of_customer(user))

    def worked_by(self, user: User) -> Self:
        """Those that `user` reads as an agent and not as a customer."""
        tickets: Any = self.model.ticket.field.related_model._default_manager  # noqa: SLF001 - Django's name for it
        return self.filter(ticket__in=tickets.worked_by(user))

    def with_all(self) -> Self:
        """With all that a page says of a window."""
        where = [f"ticket__environment__{name}" for name in ("organization", "product", "version__product")]
        ticket = ("ticket__organization", "ticket__partner", "ticket__contact__home_region", "ticket__desk__region")
        return self.select_related(*where, *ticket, "type", "reservation__agent__user", "booked_by", "ended_by")

    def live(self) -> Self:
        """Neither ended nor cancelled."""
        return self.filter(ended_at=None, cancelled_at=None)

    def over(self) -> Self:
        """Ended or cancelled."""
        return self.exclude(ended_at=None, cancelled_at=None)

    def due_by(self, at: datetime) -> Self:
        """Live ones with something to do by `at`: to remind, to open, or to settle."""
        return self.live().filter(due_at__lte=at)
