"""Sets of threads and posts; `visible_to(reader)` is the door from a view to a row.

A reader is a user or nobody in particular: whoever is not logged in reads what is public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value

from accounts.querysets import holds_role, is_agent
from community.permissions import MODERATOR
from community.rules import TOLD

if TYPE_CHECKING:
    from accounts.models import User
    from community.models import Ban, Category, CommunityEvent, Flag, Post, Thread

PUBLIC = "public"
READ = (
    "thread_id",
    "author__name",
    "is_question",
    "html",
    "at",
    "score",
    "edited_at",
    "held_for",
    "deleted_at",
)
"""What a page shows of a post."""


def moderating(reader: User) -> Exists:
    """Whether the reader is a moderator, as a condition of a statement."""
    return holds_role(reader, MODERATOR)


class _Joined(models.Aggregate):
    """Words with spaces between them."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """By its name there."""
        return super().as_sql(compiler, connection, **more, function="GROUP_CONCAT")


class PlaceQuerySet(models.QuerySet["Category"]):
    """Sets of categories."""

    def visible_to(self, reader: User | AnonymousUser) -> Self:
        """Public ones are everybody's; the others are for whoever is logged in."""
        return self if reader.is_authenticated else self.filter(visibility=PUBLIC)

    def in_order(self) -> Self:
        """As they are listed."""
        return self.order_by("position", "name")


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Sets of threads."""

    def visible_to(self, reader: User | AnonymousUser) -> Self:
        """Threads whose question the reader may see; moderators and who asked see hidden ones too.

        One that was merged has no question: it is for moderators, and the thread that it went into stands for it.
        """
        hidden = Exists(_questions(OuterRef("pk")).filter(_hidden()))
        deleted = Exists(_questions(OuterRef("pk")).exclude(deleted_at=None))
        if not isinstance(reader, AnonymousUser):
            seen = Q(moderating(reader)) | (Q(merged_into=None) & ~Q(deleted) & (Q(author=reader) | ~Q(hidden)))
            return self.filter(seen)
        return self.filter(~Q(deleted), ~Q(hidden), merged_into=None, category__visibility=PUBLIC)

    def listed(self) -> Self:
        """Those that a list shows: not merged into another, and not deleted."""
        deleted = Exists(_questions(OuterRef("pk")).exclude(deleted_at=None))
        return self.filter(~Q(deleted), merged_into=None)

    def unanswered(self) -> Self:
        """Those in which nobody has answered yet and somebody may."""
        return self.filter(answers=0, accepted=None, locked_at=None)

    def with_question(self) -> Self:
        """Each with the votes of its question, and why that is held."""
        return self.annotate(
            score=Subquery(_questions(OuterRef("pk")).values("score")[:1]),
            held_for=Subquery(_questions(OuterRef("pk")).values("held_for")[:1]),
        )

    def with_tag_names(self) -> Self:
        """Each with `tag_names`, one word for each with spaces between them, or None."""
        tags = self.model.tags.through.objects.filter(thread=OuterRef("pk")).order_by().values("thread")
        return self.annotate(tag_names=Subquery(tags.values_list(_Joined("tag__name"))))

    def with_side(self, reader: User | AnonymousUser) -> Self:
        """Each with whether the reader moderates it."""
        moderates = Value(value=False) if isinstance(reader, AnonymousUser) else moderating(reader)
        return self.annotate(is_moderated=moderates)

    def with_follow(self, reader: User | AnonymousUser) -> Self:
        """Each with whether the reader follows it."""
        follows = apps.get_model("community", "Follow").objects.filter(thread=OuterRef("pk"))
        return self.annotate(is_followed=Exists(follows.filter(person_id=reader.pk)))

    def newest_first(self) -> Self:
        """Pinned ones, then those that were written in last."""
        return self.order_by(models.F("pinned_at").desc(nulls_last=True), "-active_at", "-pk")


class PostQuerySet(models.QuerySet["Post"]):
    """Sets of posts."""

    def visible_to(self, reader: User | AnonymousUser) -> Self:
        """Posts of visible threads that are neither held nor written by somebody banned, unless by the reader.

        A deleted post is among them: the page shows that it was there, and nothing of it.
        """
        threads = apps.get_model("community", "Thread").objects.visible_to(reader)
        found = self.filter(thread__in=threads)
        if isinstance(reader, AnonymousUser):
            return found.filter(~_hidden())
        return found.filter(Q(moderating(reader)) | Q(author=reader) | ~_hidden())

    def published(self) -> Self:
        """Posts that everybody who reads their thread sees."""
        return self.filter(~_hidden(), deleted_at=None)

    def best_first(self) -> Self:
        """The question, the accepted answer, then by votes; equal ones as they were written."""
        accepted = models.Case(models.When(accepted_in__isnull=False, then=0), default=1)
        return self.order_by("-is_question", accepted, "-score", "at", "pk")

    def as_written(self) -> Self:
        """The question, then in the order of writing."""
        return self.order_by("-is_question", "at", "pk")

    def with_marks(self, reader: User | AnonymousUser) -> Self:
        """Each with its author, whether that is the vendor's, and whether the reader voted for it and flagged it."""
        agents, found = apps.get_model("accounts", "Agent"), self.select_related("author")
        found = found.annotate(is_from_vendor=Exists(agents.objects.filter(user=OuterRef("author"))))
        if isinstance(reader, AnonymousUser):
            return found
        votes, flags = apps.get_model("community", "Vote"), apps.get_model("community", "Flag")
        return found.annotate(
            is_voted=Exists(votes.objects.filter(post=OuterRef("pk"), voter=reader)),
            is_flagged=Exists(flags.objects.filter(post=OuterRef("pk"), reporter=reader, settled_at=None)),
        )

    def to_read(self) -> Self:
        """With what a page of a thread shows of each, and no more; their authors must be selected with them."""
        return self.only(*READ)

    def with_ban(self) -> Self:
        """Each with whether its author is banned."""
        bans = apps.get_model("community", "Ban").objects.filter(person=OuterRef("author"), lifted_at=None)
        return self.annotate(is_banned=Exists(bans))

    def to_look_at(self) -> Self:
        """What waits for a moderator: held, or with an open flag; not what is deleted already."""
        flags = apps.get_model("community", "Flag").objects.filter(post=OuterRef("pk"), settled_at=None)
        return self.filter(~Q(held_for="") | Exists(flags), deleted_at=None)


class FlagQuerySet(models.QuerySet["Flag"]):
    """Sets of flags."""

    def visible_to(self, reader: User | AnonymousUser) -> Self:
        """Moderators read all flags, everybody else nobody's."""
        return self.none() if isinstance(reader, AnonymousUser) else self.filter(moderating(reader))


class BanQuerySet(models.QuerySet["Ban"]):
    """Sets of bans."""

    def visible_to(self, reader: User | AnonymousUser) -> Self:
        """Moderators read all bans, everybody else nobody's."""
        return self.none() if isinstance(reader, AnonymousUser) else self.filter(moderating(reader))

    def in_force(self) -> Self:
        """Those that were not lifted."""
        return self.filter(lifted_at=None)


class EventQuerySet(models.QuerySet["CommunityEvent"]):
    """Sets of events."""

    def visible_to(self, reader: User | AnonymousUser) -> Self:
        """Moderators read the whole history, agents and who asked the main things of it, everybody else nothing."""
        if isinstance(reader, AnonymousUser):
            return self.none()
        asked = Q() if is_agent(reader) else Q(thread__author=reader)
        return self.filter(Q(moderating(reader)) | Q(code__in=TOLD) & asked)


def _questions(thread: OuterRef) -> models.QuerySet[Post]:
    posts: models.QuerySet[Post] = apps.get_model("community", "Post").objects.filter(thread=thread, is_question=True)
    return posts


def _hidden() -> Q:
    """Whether others than the author and moderators may not see a post."""
    bans = apps.get_model("community", "Ban").objects.filter(person=OuterRef("author"), lifted_at=None)
    return ~Q(held_for="") | Q(Exists(bans))
