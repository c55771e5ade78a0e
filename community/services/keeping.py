"""What moderators do to whole threads: lock, pin, move, merge."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from community import permissions
from community.models import Category, Follow, Post, Thread
from community.services.changes import hold, record, recount, tell


class UnableToModerate(Unable):
    """Code: `moderators_only`."""


class UnableToMerge(Unable):
    """Codes: `moderators_only`, `itself`, `merged`, `less_visible`, `question_deleted`."""


def check_moderator(actor: User, refusal: type[Unable] = UnableToModerate) -> None:
    """Refuse with `moderators_only` whoever is none."""
    if not permissions.moderates(actor):
        raise refusal("moderators_only")


@transaction.atomic
def lock(*, thread: Thread, actor: User, at: datetime) -> None:
    """Let nobody but moderators write and vote in the thread."""
    _mark(thread, "locked_at", at, actor=actor, code="locked", at=at)


@transaction.atomic
def unlock(*, thread: Thread, actor: User, at: datetime) -> None:
    """Let people write and vote in it again."""
    _mark(thread, "locked_at", None, actor=actor, code="unlocked", at=at)


@transaction.atomic
def pin(*, thread: Thread, actor: User, at: datetime) -> None:
    """Show the thread before all others."""
    _mark(thread, "pinned_at", at, actor=actor, code="pinned", at=at)


@transaction.atomic
def unpin(*, thread: Thread, actor: User, at: datetime) -> None:
    """Show it in its place again."""
    _mark(thread, "pinned_at", None, actor=actor, code="unpinned", at=at)


@transaction.atomic
def move(*, thread: Thread, category: Category, actor: User, at: datetime) -> None:
    """Put the thread into another category; who reads it follows from there."""
    check_moderator(actor)
    thread = hold(thread)
    if thread.category_id == category.pk:
        return
    left, thread.category = thread.category_id, category
    thread.save(update_fields=["category"])
    record("moved", actor=actor, at=at, thread=thread, left=left, to=category.pk)
    tell(thread, at=at)


@transaction.atomic
def merge(*, source: Thread, target: Thread, actor: User, at: datetime) -> None:
    """Put the posts of `source` behind those of `target`, and its followers too; its address leads there from now on.

    Raises:
        UnableToMerge: unless the actor is a moderator and the two are of one visibility and stand by themselves.
    """
    check_moderator(actor, UnableToMerge)
    both = Thread.objects.select_for_update(of=("self",)).select_related("category")
    held = {each.pk: each for each in both.filter(pk__in=(source.pk, target.pk)).order_by("pk")}
    source, target = held[source.pk], held[target.pk]
    _check_merge(source, target)
    moved = list(source.posts.values_list("pk", flat=True))
    source.accepted, source.merged_into = None, target
    source.save(update_fields=["accepted", "merged_into"])
    source.merged.update(merged_into=target)
    Post.objects.filter(pk__in=moved).update(thread=target, is_question=False)
    known = Follow.objects.filter(thread=target).values("person")
    Follow.objects.filter(thread=source).exclude(person__in=list(known.values_list("person", flat=True))).update(
        thread=target
    )
    recount(source)
    recount(target)
    record("merged", actor=actor, at=at, thread=source, into=target.pk, posts=moved)
    record("took_in", actor=actor, at=at, thread=target, source=source.pk, posts=moved)
    tell(source, at=at)
    tell(target, at=at)


def _check_merge(source: Thread, target: Thread) -> None:
    if source.pk == target.pk:
        raise UnableToMerge("itself")
    if source.merged_into_id or target.merged_into_id:
        raise UnableToMerge("merged")
    if source.category.visibility != target.category.visibility:
        raise UnableToMerge("less_visible")
    if target.posts.filter(is_question=True).exclude(deleted_at=None).exists():
        raise UnableToMerge("question_deleted")


def _mark(thread: Thread, field: str, value: datetime | None, *, actor: User, code: str, at: datetime) -> None:
    check_moderator(actor)
    thread = hold(thread)
    if (getattr(thread, field) is None) == (value is None):
        return
    setattr(thread, field, value)
    thread.save(update_fields=[field])
    record(code, actor=actor, at=at, thread=thread)
