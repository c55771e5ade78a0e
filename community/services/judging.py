"""Flags, what moderators decide about a post, and bans."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.pace import check_pace, take_turn
from common.refusal import Unable
from community import permissions, rules
from community.models import Ban, Flag, Post, Thread
from community.services.changes import hold_post, record, recount, tell
from community.services.keeping import check_moderator
from outbox.services import publish
from search import services as search

FLAGS_PER_HOUR = 20


class UnableToFlag(Unable):
    """Codes: `own_post`, `deleted`, `too_often`."""


class UnableToDelete(Unable):
    """Codes: `not_yours`, `deleted`, `has_answers`, `locked`."""


class UnableToBan(Unable):
    """Codes: `moderators_only`, `no_reason`, `is_ours`."""


@transaction.atomic
def flag(*, post: Post, reporter: User, reason: str, note: str = "", at: datetime) -> None:
    """Ask the moderators to look at a post; while they have not, a second time changes nothing.

    Raises:
        UnableToFlag: for one's own or a deleted post, or after very many within an hour.
    """
    post = hold_post(post)
    if post.author_id == reporter.pk or post.deleted_at:
        raise UnableToFlag("deleted" if post.deleted_at else "own_post")
    take_turn(reporter)
    flagged = Flag.objects.filter(reporter=reporter).values_list("at", flat=True)
    check_pace(flagged, limit=FLAGS_PER_HOUR, at=at, refusal=UnableToFlag)
    made = {"reason": reason, "note": note, "at": at}
    _flag, is_new = Flag.objects.get_or_create(post=post, reporter=reporter, settled_at=None, defaults=made)
    if is_new:
        record("flagged", actor=reporter, at=at, thread=post.thread, post=post, reason=reason)


@transaction.atomic
def settle(*, post: Post, actor: User, at: datetime) -> None:
    """Leave a flagged post as it is: its flags are settled."""
    check_moderator(actor)
    post = hold_post(post)
    if _settle_flags(post, actor, at):
        record("flags_settled", actor=actor, at=at, thread=post.thread, post=post)


@transaction.atomic
def release(*, post: Post, actor: User, at: datetime) -> None:
    """Publish a held post; who follows the thread is told now."""
    check_moderator(actor)
    post = hold_post(post)
    _settle_flags(post, actor, at)
    if not post.held_for:
        return
    post.held_for = ""
    post.save(update_fields=["held_for"])
    recount(post.thread)
    record("released", actor=actor, at=at, thread=post.thread, post=post)
    if not post.is_question or rules.names_somebody(post.body):
        publish("thread.answered", str(post.pk), at=at)
    tell(post.thread, at=at)


@transaction.atomic
def delete(*, post: Post, actor: User, at: datetime) -> None:
    """Leave a placeholder where a post was. Its author may, but not with a question that was answered; moderators may.

    Raises:
        UnableToDelete: when it is not the actor's to delete.
    """
    post = hold_post(post)
    if post.deleted_at:
        raise UnableToDelete("deleted")
    if not permissions.moderates(actor):
        _check_own(post, actor)
    post.deleted_at, post.deleted_by = at, actor
    post.save(update_fields=["deleted_at", "deleted_by"])
    _settle_flags(post, actor, at)
    if post.thread.accepted_id == post.pk:
        post.thread.accepted = None
        post.thread.save(update_fields=["accepted"])
    recount(post.thread)
    if post.is_question:
        _forget(post.thread_id)
    record("deleted", actor=actor, at=at, thread=post.thread, post=post)
    tell(post.thread, at=at)


@transaction.atomic
def restore(*, post: Post, actor: User, at: datetime) -> None:
    """Show a deleted post again."""
    check_moderator(actor)
    post = hold_post(post)
    if post.deleted_at is None:
        return
    post.deleted_at = post.deleted_by = None
    post.save(update_fields=["deleted_at", "deleted_by"])
    recount(post.thread)
    record("restored", actor=actor, at=at, thread=post.thread, post=post)
    tell(post.thread, at=at)


@transaction.atomic
def ban(*, person: User, actor: User, reason: str, at: datetime) -> None:
    """Hide all that the person wrote and will write from others, not from itself.

    Raises:
        UnableToBan: without a reason, or for somebody of the vendor.
    """
    check_moderator(actor, UnableToBan)
    if not reason.strip():
        raise UnableToBan("no_reason")
    if hasattr(person, "agent") or person.is_staff or permissions.moderates(person):
        raise UnableToBan("is_ours")
    made = {"reason": reason, "banned_at": at, "banned_by": actor}
    _ban, is_new = Ban.objects.get_or_create(person=person, lifted_at=None, defaults=made)
    if is_new:
        _solve_no_more(person, actor, at)
        _count_all_of(person, at)
        _forget(*Thread.objects.filter(author=person).values_list("pk", flat=True))
        record("banned", actor=actor, at=at, person=person.pk, reason=reason)


@transaction.atomic
def lift_ban(*, person: User, actor: User, at: datetime) -> None:
    """Show again what the person wrote."""
    check_moderator(actor, UnableToBan)
    if Ban.objects.filter(person=person, lifted_at=None).update(lifted_at=at, lifted_by=actor):
        _count_all_of(person, at)
        record("ban_lifted", actor=actor, at=at, person=person.pk)


def _check_own(post: Post, actor: User) -> None:
    if post.author_id != actor.pk:
        raise UnableToDelete("not_yours")
    if post.thread.locked_at:
        raise UnableToDelete("locked")
    if post.is_question and post.thread.answers:
        raise UnableToDelete("has_answers")


def _settle_flags(post: Post, actor: User, at: datetime) -> int:
    return Flag.objects.filter(post=post, settled_at=None).update(settled_at=at, settled_by=actor)


def _forget(*threads: int) -> None:
    """Let the search show nothing of these threads, at once: the worker may come later."""
    search.forget(groups=[rules.search_group(each) for each in threads])


def _solve_no_more(person: User, actor: User, at: datetime) -> None:
    """Nobody reads an answer of that person that solved a thread: the thread waits for another one."""
    solved = Thread.objects.select_for_update(of=("self",)).filter(accepted__author=person)
    for thread in solved.select_related("accepted").order_by("pk"):
        record("acceptance_taken_back", actor=actor, at=at, thread=thread, post=thread.accepted)
        thread.accepted = None
        thread.save(update_fields=["accepted"])


def _count_all_of(person: User, at: datetime) -> None:
    """Count anew, and let the search learn, every thread that the person wrote in."""
    written_in = Post.objects.filter(author=person).values("thread")
    for thread in Thread.objects.select_for_update().filter(pk__in=written_in).order_by("pk"):
        recount(thread)
        tell(thread, at=at)
