"""Sets of releases, their files and who got them; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.querysets import is_agent
from downloads import permissions
from downloads.rules import State
from entitlements.models import License

if TYPE_CHECKING:
    from accounts.models import User
    from downloads.models import Download, File, Follow, LifecycleNotice, Release

KNOWN = (State.PUBLISHED, State.WITHDRAWN)


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Sets of releases."""

    def known(self) -> Self:
        """Published ones, and those that were withdrawn again."""
        return self.filter(state__in=KNOWN)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of which `user` may know by their title at least; what more is for `rules.access`.

        A contact knows of the products of its organizations' licenses, everybody of what is public.
        """
        if not user.is_authenticated or not user.is_active:
            return self.known().filter(is_public=True)
        if is_agent(user):
            return self
        organizations = user.contacts.filter(left_at=None).values("organization")
        licensed = License.objects.filter(organization__in=organizations).values("product")
        return self.known().filter(Q(is_public=True) | Q(version__product__in=licensed))

    def worked_by(self, user: User) -> Self:
        """All, for editors; else none."""
        return self if permissions.roles_of(user) else self.none()

    def with_names(self) -> Self:
        """With version and product, without the notes."""
        return self.select_related("version__product").defer("notes", "html")

    def newest_first(self) -> Self:
        """In the order of their publication."""
        return self.order_by("-published_at", "-id")

    def due_by(self, at: datetime) -> Self:
        """Those whose publication was put off until `at` or before."""
        return self.filter(state=State.SCHEDULED, publish_at__lte=at)


class FileQuerySet(models.QuerySet["File"]):
    """Sets of files."""

    def there(self) -> Self:
        """Those that were not taken away, in their order."""
        return self.filter(removed_at=None).order_by("id")

    def visible_to(self, user: User | AnonymousUser, releases: ReleaseQuerySet) -> Self:
        """Those of the visible ones among `releases`; whether they are given out is for `rules.access`."""
        return self.filter(release__in=releases.visible_to(user))


class DownloadQuerySet(models.QuerySet["Download"]):
    """Sets of downloads."""

    def visible_to(self, user: User) -> Self:
        """An agent sees all; who manages or pays for an organization those of its people; nobody else any."""
        if is_agent(user):
            return self
        held = user.contacts.filter(left_at=None, roles__role__in=permissions.READS_THE_LOG)
        return self.filter(organization__in=held.values("organization"))

    def matching(self, text: str) -> Self:
        """Those whose person, organization or file holds `text`; without a text all."""
        if not text:
            return self
        fields = ("user__name", "user__email", "organization__name", "file__name", "file__release__slug")
        found = Q()
        for each in fields:
            found |= Q(**{f"{each}__icontains": text})
        return self.filter(found)

    def in_order(self) -> Self:
        """The newest first, with who got what."""
        return self.select_related("user", "organization", "file__release__version__product").order_by("-id")


class FollowQuerySet(models.QuerySet["Follow"]):
    """Sets of products that people follow."""

    def visible_to(self, user: User) -> Self:
        """A person sees what it follows itself."""
        return self.filter(person=user)


class LifecycleNoticeQuerySet(models.QuerySet["LifecycleNotice"]):
    """Sets of notices that a version leaves support."""

    def current(self) -> Self:
        """Those about the day as it stands."""
        return self.filter(superseded_at=None)

    def due_by(self, at: datetime) -> Self:
        """Those to be told by `at` that nobody was told of, the longest due first."""
        return self.current().filter(told_at=None, due_at__lte=at).order_by("due_at", "id")
