"""What every change of a thread does: hold its row, note what happened, count again, and tell who listens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max

from accounts.models import User
from community.models import CommunityEvent, Post, Thread
from outbox.services import publish


def hold(thread: Thread) -> Thread:
    """The thread's row as it is now, held until the end of the transaction."""
    return Thread.objects.select_for_update().get(pk=thread.pk)


def hold_post(post: Post) -> Post:
    """The post's row as it is now, with its thread, both held until the end of the transaction."""
    thread = hold(post.thread)
    held = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=post.pk)
    held.thread = thread
    return held


def record(
    code: str, *, actor: User, at: datetime, thread: Thread | None = None, post: Post | None = None, **data: Any
) -> None:
    """Append what happened; `data` holds codes and numbers."""
    CommunityEvent.objects.create(code=code, actor=actor, at=at, thread=thread, post=post, data=data)


def tell(thread: Thread, *, at: datetime) -> None:
    """Let the search learn of the thread as it is now."""
    publish("thread.changed", str(thread.pk), at=at)


def recount(thread: Thread) -> None:
    """Write the cached columns anew: how many answers everybody sees, and when the last one was written."""
    answers = Post.objects.published().filter(thread=thread, is_question=False)
    thread.answers = answers.count()
    thread.active_at = answers.aggregate(last=Max("at"))["last"] or thread.asked_at
    thread.save(update_fields=["answers", "active_at"])
