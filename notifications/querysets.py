"""Sets of notices and announcements; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.querysets import is_agent

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Announcement, Mute, Notification


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Sets of notices."""

    def visible_to(self, user: User) -> Self:
        """What stands in the reader's own inbox; nobody sees another one's."""
        return self.filter(recipient=user.pk, is_shown=True, withdrawn_at=None)

    def unread(self) -> Self:
        """Not read yet."""
        return self.filter(read_at=None)

    def for_digest(self, at: datetime) -> Self:
        """What a digest at `at` takes up: due, in none yet, neither read nor withdrawn meanwhile."""
        return self.filter(digest_at__lte=at, digested_at=None, withdrawn_at=None, read_at=None)

    def waiting_for_digest(self) -> Self:
        """What some digest will take up."""
        return self.filter(digest_at__isnull=False, digested_at=None)

    def count_for(self, user: str) -> Coalesce:
        """How many are unread in the inbox of the row named `user`, as a column of a statement about people."""
        mine = self.unread().filter(recipient=OuterRef(user), is_shown=True, withdrawn_at=None)
        counted = mine.order_by().values("recipient").annotate(many=Count("pk")).values("many")
        return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


class MuteQuerySet(models.QuerySet["Mute"]):
    """Sets of mutes."""

    def visible_to(self, user: User) -> Self:
        """A person sees what it muted itself."""
        return self.filter(user=user)


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Sets of announcements."""

    def visible_to(self, user: User | AnonymousUser, *, products: Iterable[Any], regions: Iterable[Any]) -> Self:
        """An agent sees all; a customer what was published for it; somebody without a login what is public.

        `products` and `regions` are those of the reader: keys, or a set that gives them.
        """
        if isinstance(user, AnonymousUser):
            return self.published().filter(is_public=True)
        return self if is_agent(user) else self.published().concerning(products=products, regions=regions)

    def published(self) -> Self:
        """Not a draft."""
        return self.filter(starts_at__isnull=False)

    def running(self, at: datetime) -> Self:
        """Published, begun and not over at `at`; the worst first, then the newest."""
        begun = self.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)
        worst = models.Case(models.When(severity="outage", then=0), models.When(severity="warning", then=1), default=2)
        return begun.order_by(worst, "-starts_at", "-id")

    def concerning(self, *, products: Iterable[Any], regions: Iterable[Any]) -> Self:
        """Those for one of the products, or for all, and for one of the regions, or for all."""
        return self.filter(_names(self.model.products.through, "product", products)).filter(
            _names(self.model.regions.through, "region", regions)
        )

    def not_dismissed_by(self, user: User) -> Self:
        """Those that `user` did not take off its pages."""
        return self.exclude(dismissals__user=user)


def _names(through: Any, name: str, keys: Iterable[Any]) -> Q:
    """A condition: an announcement names one of `keys`, or none at all."""
    named = through.objects.filter(announcement=OuterRef("pk"))
    return Q(~Exists(named)) | Q(Exists(named.filter(**{f"{name}__in": keys})))
