"""What the search knows of threads: one document for each published post, all of a thread in one group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.urls import reverse

from common import markup
from community import rules
from community.models import Post, Thread
from search import services as search
from search.services import Entry

KIND = "thread"


def thread_changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Let the search find the thread as it is now, and no more of it than everybody in its audience sees."""
    index_threads([int(key)], at=at)


def index_threads(keys: Sequence[int], *, at: datetime) -> None:
    """Let the threads of these keys be found as they are."""
    search.index(entries(keys), groups=[group(key) for key in keys], at=at)


def reindex(at: datetime) -> Iterator[tuple[int, int]]:
    """Put every thread into the search again; after each batch, how many are done and how many there are."""
    keys = list(Thread.objects.order_by("pk").values_list("pk", flat=True))
    return search.index_all(kind=KIND, keys=keys, group_of=group, put=partial(index_threads, at=at))


def entries(threads: Sequence[int]) -> list[Entry]:
    """The documents of the threads with these keys: none of one whose question is hidden or deleted."""
    posts = Post.objects.published().filter(thread__in=threads).as_written()
    found = list(posts.select_related("thread__category__product", "author"))
    shown = {post.thread_id for post in found if post.is_question}
    return [_entry(post) for post in found if post.thread_id in shown]


def group(thread: int) -> str:
    """What all documents of a thread have in common."""
    return rules.search_group(thread)


def post_of(key: str) -> int:
    """The post of the document with this key."""
    return int(key.rpartition(":")[2])


def _entry(post: Post) -> Entry:
    thread = post.thread
    address = reverse("community:thread", args=[thread.pk])
    return Entry(
        kind=KIND,
        key=f"post:{post.pk}",
        group=group(thread.pk),
        url=address if post.is_question else f"{address}#post-{post.pk}",
        title=thread.title,
        audience=(thread.category.visibility,),
        at=post.at,
        body=markup.words(post.html),
        note=thread.category.name,
        product=thread.category.product_id,
    )
