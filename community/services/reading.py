"""Who may read a thread, and which threads look like what somebody asks."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from community.models import Category, Follow, Post, Thread
from search import rules
from search import services as search

THREAD = "thread"
MOST_SIMILAR = 5
LONG, MOST_WORDS = 5, 4
"""Letters of a word that says something, and how many of them are asked for."""
REGISTERED = "registered"


def may_read(key: str, email: str) -> bool:
    """Whether the person with that address may read the published post with the row `key` now, as a mail tells it."""
    reader = User.objects.filter(email=email.lower(), is_active=True).first()
    return reader is not None and Post.objects.visible_to(reader).published().filter(pk=key).exists()


def keys_of(reader: User | AnonymousUser) -> tuple[str, ...]:
    """The audience keys under which the reader finds threads."""
    public = str(Category.Visibility.PUBLIC)
    return (public, REGISTERED) if reader.is_authenticated else (public,)


def found(text: str, *, reader: User | AnonymousUser, at: datetime) -> list[int]:
    """The keys of a page of threads that the search finds for the reader, the best first."""
    narrow = search.Narrow(kinds=(THREAD,))
    results = search.find(text, keys=keys_of(reader), narrow=narrow, at=at)
    return [int(result.group.rpartition(":")[2]) for result in results.shown]


def similar(text: str, *, reader: User | AnonymousUser, at: datetime) -> list[Thread]:
    """Up to five threads that the reader may see and that are about what `text` says, the nearest first.

    A sentence rarely has all its words in a thread: with none found its long words are looked for one by one.
    """
    keys = found(text, reader=reader, at=at) or _by_word(text, reader, at)
    seen = Thread.objects.visible_to(reader).listed().in_bulk(keys[:MOST_SIMILAR])
    return [seen[key] for key in keys if key in seen]


def follow_of(token: str) -> Follow | None:
    """What somebody follows who holds the secret of a mail."""
    return Follow.objects.select_related("thread", "person").filter(token=token).first()


def _by_word(text: str, reader: User | AnonymousUser, at: datetime) -> list[int]:
    """The threads that most of the long words of `text` find, one asked after the other."""
    words = sorted({word for word in rules.words(text) if len(word) >= LONG}, key=lambda word: (-len(word), word))
    times = Counter(key for word in words[:MOST_WORDS] for key in found(word, reader=reader, at=at))
    return [key for key, _count in times.most_common()]
