"""Asking, answering, and writing anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from community import permissions, rules
from community.models import Category, Post, Revision, Tag, Thread
from community.services import screening
from community.services.changes import hold, hold_post, record, recount, tell
from community.services.mentioning import rendered
from community.services.taking_part import accept_held, let_follow
from outbox.services import publish


class UnableToWrite(Unable):
    """Codes: `empty`, `too_long`, `locked`, `merged`, `too_often` with the seconds to wait."""


class UnableToEdit(Unable):
    """Codes: `not_yours`, `deleted`, `locked`, `empty`, `too_long`, `changed_meanwhile`, `too_often`."""


@dataclass(frozen=True)
class QuestionDraft:
    """A question before it is asked; `tags` are spelled as `rules.tag_names` spells them."""

    category: Category
    title: str
    body: str
    tags: tuple[str, ...] = ()


@transaction.atomic
def ask(*, author: User, draft: QuestionDraft, at: datetime) -> Thread:
    """Open a thread with its question; who asked follows it.

    Raises:
        UnableToWrite: when the text is none or its author writes too often.
    """
    held_for = _check(author, draft.body, f"{draft.title}\n{draft.body}", at)
    thread = Thread.objects.create(category=draft.category, author=author, title=draft.title, asked_at=at, active_at=at)
    thread.tags.set(_tags(draft.tags))
    post = _store(Post(thread=thread, author=author, is_question=True, body=draft.body, at=at, held_for=held_for))
    let_follow(thread, author, at)
    record("asked", actor=author, at=at, thread=thread, post=post, held_for=held_for)
    if not held_for and rules.names_somebody(draft.body):
        publish("thread.answered", str(post.pk), at=at)
    tell(thread, at=at)
    return thread


@transaction.atomic
def answer(*, thread: Thread, author: User, body: str, at: datetime) -> Post:
    """Answer in a thread; who answered follows it, and who follows it is told once the answer is published.

    Raises:
        UnableToWrite: when the thread or the text does not allow it, or its author writes too often.
    """
    thread = hold(thread)
    if thread.merged_into_id:
        raise UnableToWrite("merged")
    if thread.locked_at and not permissions.moderates(author):
        raise UnableToWrite("locked")
    held_for = _check(author, body, body, at)
    post = _store(Post(thread=thread, author=author, body=body, at=at, held_for=held_for))
    recount(thread)
    let_follow(thread, author, at)
    record("answered", actor=author, at=at, thread=thread, post=post, held_for=held_for)
    if not held_for:
        publish("thread.answered", str(post.pk), at=at)
    tell(thread, at=at)
    return post


@transaction.atomic
def ask_answered(*, author: User, draft: QuestionDraft, said: str, at: datetime) -> Thread:
    """Open a thread with a question and, if there is one, its accepted answer, both of the same person.

    Raises:
        UnableToWrite: see `ask` and `answer`.
    """
    thread = ask(author=author, draft=draft, at=at)
    if not said.strip():
        return thread
    post = answer(thread=thread, author=author, body=said, at=at)
    if not post.held_for:
        accept_held(post, author, at)
    return post.thread


@transaction.atomic
def edit(*, post: Post, actor: User, body: str, at: datetime, read: datetime | None = None) -> Post:
    """Write a post anew and keep what it said; `read` is when it had last been edited as the editor saw it.

    An edit is screened like a new text: with many links or a word of spam it waits for a moderator.

    Raises:
        UnableToEdit: when it is not the actor's to edit, the text is none, somebody was quicker, or it edits too often.
    """
    post = hold_post(post)
    is_moderator = permissions.moderates(actor)
    _check_edit(post, actor, is_moderator=is_moderator)
    if problem := rules.text_problem(body):
        raise UnableToEdit(problem)
    if post.edited_at != read:
        raise UnableToEdit("changed_meanwhile")
    if body == post.body:
        return post
    screening.check_edits(actor, at=at, refusal=UnableToEdit)
    Revision.objects.create(post=post, editor=actor, body=post.body, html=post.html, replaced_at=at)
    post.body, post.html, post.edited_at = body, rendered(body, post.author), at
    if not is_moderator:
        post.held_for = post.held_for or screening.held_for(screening.submission(post.author, body))
    post.save(update_fields=["body", "html", "edited_at", "held_for"])
    recount(post.thread)
    record("edited", actor=actor, at=at, thread=post.thread, post=post, held_for=post.held_for)
    tell(post.thread, at=at)
    return post


def _check_edit(post: Post, actor: User, *, is_moderator: bool) -> None:
    if post.deleted_at:
        raise UnableToEdit("deleted")
    if not permissions.may_edit(actor, post, is_moderator=is_moderator):
        raise UnableToEdit("not_yours")
    if post.thread.locked_at and not is_moderator:
        raise UnableToEdit("locked")


def _check(author: User, body: str, said: str, at: datetime) -> str:
    """Refuse what may not be written; otherwise why it is held, or ""."""
    if problem := rules.text_problem(body):
        raise UnableToWrite(problem)
    submitted = screening.submission(author, said)
    screening.check_posts(author, is_new=submitted.is_by_a_new_member, at=at, refusal=UnableToWrite)
    return screening.held_for(submitted)


def _store(post: Post) -> Post:
    post.html = rendered(post.body, post.author)
    post.save(force_insert=True)
    return post


def _tags(names: tuple[str, ...]) -> list[Tag]:
    Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)
    return list(Tag.objects.filter(name__in=names))
