"""Who is told by mail what is written in a thread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from common import markup
from community.models import Follow, Post
from outbox import services as outbox


def answered(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell everybody who follows the thread of an answer, but its author; each may end it with one click."""
    post = Post.objects.published().select_related("thread", "author").filter(pk=key).first()
    if post is None:
        return
    follows = Follow.objects.filter(thread=post.thread, person__is_active=True).exclude(person=post.author_id)
    for follow in follows.select_related("person").order_by("id"):
        _mail(post, follow, at)


def _mail(post: Post, follow: Follow, at: datetime) -> None:
    """Owe one mail, in the reader's language, as long as the reader may read the answer."""
    reader = follow.person
    outbox.mail(
        name="community/mail/answered",
        recipient=reader.email,
        payload={
            "reader": reader.name,
            "title": post.thread.title,
            "author": post.author.name,
            "body": post.body,
            "html": markup.without_pictures(post.html),
            "url": f"{reverse('community:thread', args=[post.thread_id])}#post-{post.pk}",
            "unfollow_url": reverse("community:unfollow", args=[follow.token]),
            "zone": str(reader.zone),
            "language": reader.language,
        },
        dedupe_key=f"thread.answered:{post.pk}:{reader.email}",
        at=at,
        guard=f"thread:{post.pk}:{reader.email}",
    )
