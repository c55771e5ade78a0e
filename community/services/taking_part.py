"""What readers do without writing: vote, accept, follow."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from common.refusal import Unable
from community import permissions
from community.models import Follow, Post, Thread, Vote
from community.services import screening
from community.services.changes import hold, hold_post, record, tell


class UnableToTakePart(Unable):
    """Codes: `own_post`, `deleted`, `locked`, `not_the_asker`, `is_the_question`, `is_held`, `too_often`."""


@transaction.atomic
def vote(*, post: Post, voter: User, at: datetime) -> None:
    """Find a post of somebody else useful; a second time changes nothing.

    Raises:
        UnableToTakePart: for one's own post, a deleted one, one of a locked thread, or after very many within an hour.
    """
    post = hold_post(post)
    _check_vote(post, voter)
    screening.check_marks(voter, at=at, refusal=UnableToTakePart)
    _vote, is_new = Vote.objects.get_or_create(post=post, voter=voter, defaults={"at": at})
    if is_new:
        Post.objects.filter(pk=post.pk).update(score=F("score") + 1)
        record("voted", actor=voter, at=at, thread=post.thread, post=post)


@transaction.atomic
def withdraw_vote(*, post: Post, voter: User, at: datetime) -> None:
    """Take the vote back, if there is one.

    Raises:
        UnableToTakePart: for one's own post, a deleted one, or one of a locked thread.
    """
    post = hold_post(post)
    _check_vote(post, voter)
    gone, _each = Vote.objects.filter(post=post, voter=voter).delete()
    if gone:
        Post.objects.filter(pk=post.pk).update(score=F("score") - 1)
        record("vote_withdrawn", actor=voter, at=at, thread=post.thread, post=post)


@transaction.atomic
def accept(*, post: Post, actor: User, at: datetime) -> None:
    """Say that an answer solved it; another one that was accepted before is not any longer.

    Raises:
        UnableToTakePart: unless the actor asked or is a moderator, the post is an answer that others see, and
            it did not do so very often within an hour.
    """
    post = hold_post(post)
    _check_acceptance(post.thread, actor)
    if post.is_question:
        raise UnableToTakePart("is_the_question")
    if post.deleted_at or post.held_for:
        raise UnableToTakePart("deleted" if post.deleted_at else "is_held")
    if post.thread.accepted_id != post.pk:
        screening.check_marks(actor, at=at, refusal=UnableToTakePart)
        accept_held(post, actor, at)


def accept_held(post: Post, actor: User, at: datetime) -> None:
    """Say so of an answer that is held already, in the caller's transaction."""
    _set_accepted(post.thread, post)
    record("accepted", actor=actor, at=at, thread=post.thread, post=post)
    tell(post.thread, at=at)


@transaction.atomic
def take_back(*, post: Post, actor: User, at: datetime) -> None:
    """Say that an answer did not solve it after all.

    Raises:
        UnableToTakePart: unless the actor asked or is a moderator.
    """
    post = hold_post(post)
    _check_acceptance(post.thread, actor)
    if post.thread.accepted_id == post.pk:
        _set_accepted(post.thread, None)
        record("acceptance_taken_back", actor=actor, at=at, thread=post.thread, post=post)
        tell(post.thread, at=at)


@transaction.atomic
def follow(*, thread: Thread, person: User, at: datetime) -> None:
    """Have the person told what is written in the thread; a second time changes nothing.

    Raises:
        UnableToTakePart: after very many within an hour.
    """
    thread = hold(thread)
    screening.check_marks(person, at=at, refusal=UnableToTakePart)
    let_follow(thread, person, at)


def let_follow(thread: Thread, person: User, at: datetime) -> None:
    """Have the person told of a thread that is held already."""
    if Follow.objects.filter(thread=thread, person=person).exists():
        return
    Follow.objects.create(thread=thread, person=person, at=at, token=secrets.token_urlsafe(32))
    record("followed", actor=person, at=at, thread=thread)


@transaction.atomic
def unfollow(*, thread: Thread, person: User, at: datetime) -> None:
    """Tell the person no more: of the thread, and of the one that it went into."""
    gone, _each = Follow.objects.filter(thread__in=(thread.pk, thread.merged_into_id), person=person).delete()
    if gone:
        record("unfollowed", actor=person, at=at, thread=thread)


def _check_vote(post: Post, voter: User) -> None:
    if post.author_id == voter.pk:
        raise UnableToTakePart("own_post")
    if post.deleted_at or post.thread.locked_at:
        raise UnableToTakePart("deleted" if post.deleted_at else "locked")


def _check_acceptance(thread: Thread, actor: User) -> None:
    is_moderator = permissions.moderates(actor)
    if not permissions.may_accept(actor, thread, is_moderator=is_moderator):
        raise UnableToTakePart("not_the_asker")
    if thread.locked_at and not is_moderator:
        raise UnableToTakePart("locked")


def _set_accepted(thread: Thread, post: Post | None) -> None:
    thread.accepted = post
    thread.save(update_fields=["accepted"])
