"""Who is named in a post by an @: people who write in the community, by handles made of their names.

No address shows: `@liam.hart` is Liam Hart.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from common import markup
from community import rules
from community.models import Post, Thread
from community.services.taking_part import let_follow

MOST = 300
"""So many people are offered."""
MOST_NAMED = 20
"""So many of those whom a post names are told."""


def mentionable(thread: Thread, reader: User) -> list[User]:
    """Whom `reader` may name in the thread: those who wrote in it, then others of the community, but not itself."""
    written = Post.objects.published().filter(author=OuterRef("pk"))
    people = User.objects.filter(Exists(written), is_active=True).exclude(pk=reader.pk)
    here = people.annotate(is_here=Exists(written.filter(thread=thread)))
    return list(here.order_by("-is_here", "name", "pk")[:MOST])


def named_in(body: str, author: User) -> dict[str, User]:
    """The people whom a text names, by handle; a handle that several bear names nobody."""
    handles = set(markup.handles(body)[:MOST_NAMED])
    if not handles:
        return {}
    begins = Q()
    for handle in handles:
        begins |= Q(name__icontains=handle.partition(".")[0])
    bearers: dict[str, list[User]] = {}
    for person in _writers().filter(begins).exclude(pk=author.pk):
        if (handle := rules.handle(person.name)) in handles:
            bearers.setdefault(handle, []).append(person)
    return {handle: people[0] for handle, people in bearers.items() if len(people) == 1}


def rendered(body: str, author: User) -> str:
    """The text as HTML, with marks around those whom it names."""
    return markup.html(body, mentions=named_in(body, author))


def follow_named(post: Post, *, at: datetime) -> None:
    """Have those whom a published post names told of the thread, as far as they may read it."""
    for person in named_in(post.body, post.author).values():
        if Post.objects.visible_to(person).filter(pk=post.pk).exists():
            let_follow(post.thread, person, at)


def offered(people: Iterable[User]) -> list[dict[str, str]]:
    """The people as the editor offers them; whoever shares a handle is left out."""
    named: dict[str, list[str]] = {}
    for person in people:
        named.setdefault(rules.handle(person.name), []).append(person.name)
    return [{"handle": handle, "name": names[0]} for handle, names in named.items() if handle and len(names) == 1]


def _writers() -> QuerySet[User]:
    written = Post.objects.published().filter(author=OuterRef("pk"))
    return User.objects.filter(Exists(written), is_active=True).order_by("pk")
