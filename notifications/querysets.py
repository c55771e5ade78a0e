"""Sets of notices and announcements; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.querysets import is_agent

if TYPE_CHECKING:
    from accounts.models import Contact, User
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

    def visible_to(
        self,
        user: User | AnonymousUser,
        *,
        licenses: models.QuerySet[Any] | None = None,
        contacts: models.QuerySet[Contact] | None = None,
    ) -> Self:
        """An agent sees all; a customer what was published for it; somebody without a login what is public.

        `licenses` are the reader's, each with its `organization`, its `product` and the region that it was `sold_in`;
        `contacts` say what it is at which organization, each with its home region. Without these a customer sees
        nothing here.
        """
        if isinstance(user, AnonymousUser):
            return self.published().filter(is_public=True)
        if is_agent(user):
            return self
        if licenses is None or contacts is None:
            return self.none()
        return self.published().concerning(licenses=licenses, contacts=contacts)

    def published(self) -> Self:
        """Not a draft."""
        return self.filter(starts_at__isnull=False)

    def running(self, at: datetime) -> Self:
        """Published, begun and not over at `at`; the worst first, then the newest."""
        begun = self.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)
        worst = models.Case(models.When(severity="outage", then=0), models.When(severity="warning", then=1), default=2)
        return begun.order_by(worst, "-starts_at", "-id")

    def concerning(self, *, licenses: models.QuerySet[Any], contacts: models.QuerySet[Contact]) -> Self:
        """Those for all products, or one of which there is a license; and for all regions, the one of it, or a home.

        Where products are named, the license and the home are of one organization: whoever belongs to two has not at
        the one what it has at the other.
        """
        products, regions = self.model.products.through.objects, self.model.regions.through.objects
        own = licenses.filter(~Exists(_of(products, 2)) | Q(product__in=_of(products, 2).values("product")))
        sold = Exists(own.filter(sold_in__in=_of(regions, 2).values("region")))
        beside = contacts.filter(home_region__in=_of(regions, 3).values("region")).values("organization")
        at_home = contacts.filter(home_region__in=_of(regions, 2).values("region"))
        lives = Exists(own.filter(organization__in=beside)) | (~Exists(_of(products, 1)) & Exists(at_home))
        return self.filter(~Exists(_of(products, 1)) | Exists(own)).filter(~Exists(_of(regions, 1)) | sold | lives)

    def not_dismissed_by(self, user: User) -> Self:
        """Those that `user` did not take off its pages."""
        return self.exclude(dismissals__user=user)


def _of(named: models.Manager[Any], depth: int) -> models.QuerySet[Any]:
    """What an announcement names, for a condition that stands `depth` statements below it."""
    outer: Any = "pk"
    for _each in range(depth):
        outer = OuterRef(outer)
    return named.filter(announcement=outer)
