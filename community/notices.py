"""Who is told what is written in a thread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from common import markup
from community import services
from community.models import Follow, Post
from notifications.services import News, notify


def answered(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell everybody who follows the thread of a post, but its author; each may end it with one click.

    Whoever is named in it follows the thread from now on.
    """
    post = Post.objects.published().select_related("thread", "author").filter(pk=key).first()
    if post is None:
        return
    services.follow_named(post, at=at)
    follows = Follow.objects.filter(thread=post.thread, person__is_active=True).exclude(person=post.author_id)
    for follow in follows.select_related("person").order_by("id"):
        _tell(post, follow, at)


def _tell(post: Post, follow: Follow, at: datetime) -> None:
    """Tell one follower, in its language, as long as it may read the answer."""
    news = News(
        kind="answer",
        code="answered",
        about=f"thread:{post.thread_id}",
        event=f"thread.answered:{post.pk}",
        title=post.thread.title,
        url=f"{reverse('community:thread', args=[post.thread_id])}#post-{post.pk}",
        mail="community/mail/answered",
        door=f"thread:{post.pk}",
        by=post.author.name,
        facts={
            "title": post.thread.title,
            "author": post.author.name,
            "body": post.body,
            "html": markup.without_pictures(post.html),
            "unfollow_url": reverse("community:unfollow", args=[follow.token]),
        },
    )
    notify(reader=follow.person, news=news, at=at)
