"""The community of the demo world: its threads are the files of `threads/`, stored as if people had written them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.contrib.auth.models import Group

from accounts.models import User
from catalog.models import Product
from community import indexing
from community.demo.files import TellsPost, TellsThread, threads
from community.models import Category, CommunityEvent, Flag, Follow, Post, SpamWord, Tag, Thread, Vote
from community.permissions import MODERATOR

CATEGORIES = (
    ("general", "General", "How this community works, and whatever is about no product alone", "", "public"),
    ("meridian-server", "Meridian Server", "Running and updating the workflow server", "Meridian Server", "public"),
    ("lattice-forms", "Lattice Forms", "Building forms, and what becomes of the answers", "Lattice Forms", "public"),
    ("beacon-analytics", "Beacon Analytics", "Sources, dashboards and reports", "Beacon Analytics", "public"),
    ("customers", "Among customers", "Planning and licenses; only with an account", "", "registered"),
)
MODERATORS = ("admin@vendor.example", "lead.emea@vendor.example")
SPAM = ("casino", "half the price", "work from home")


def load_community(at: datetime) -> None:
    """Store the categories and threads as they are at `at`; a world that has threads already is left as it is."""
    if Thread.objects.exists():
        return
    people = {user.email: user for user in User.objects.order_by("id")}
    Group.objects.get(name=MODERATOR).user_set.add(*(people[email] for email in MODERATORS))
    SpamWord.objects.bulk_create([SpamWord(text=word) for word in SPAM])
    told = threads()
    stored = _threads(told, people, at)
    posts = _posts(told, stored, people)
    _mark(told, stored, posts)
    _take_part(told, stored, posts, people)
    for _batch in indexing.reindex(at):
        pass


def _categories() -> dict[str, Category]:
    products = {product.name: product for product in Product.objects.order_by("id")}
    rows = [
        Category(slug=slug, name=name, description=text, product=products.get(about), visibility=seen, position=place)
        for place, (slug, name, text, about, seen) in enumerate(CATEGORIES)
    ]
    return {row.slug: row for row in Category.objects.bulk_create(rows)}


def _threads(told: Sequence[TellsThread], people: Mapping[str, User], at: datetime) -> list[Thread]:
    categories = _categories()
    names = sorted({name for each in told for name in each.tags})
    tags = {tag.name: tag for tag in Tag.objects.bulk_create([Tag(name=name) for name in names])}
    stored = Thread.objects.bulk_create([_thread(each, categories[each.category], people, at) for each in told])
    links = Thread.tags.through
    links.objects.bulk_create(
        [
            links(thread_id=thread.pk, tag_id=tags[name].pk)
            for thread, each in zip(stored, told, strict=True)
            for name in each.tags
        ]
    )
    return stored


def _thread(told: TellsThread, category: Category, people: Mapping[str, User], at: datetime) -> Thread:
    asked_at = at - timedelta(days=told.ago)
    seen = [post for post in told.posts if "deleted" not in post.marks]
    return Thread(
        category=category,
        author=people[told.posts[0].by],
        title=told.title,
        asked_at=asked_at,
        active_at=asked_at + timedelta(hours=max(post.after for post in seen)),
        answers=len(seen) - 1,
        locked_at=asked_at if "locked" in told.marks else None,
        pinned_at=asked_at if "pinned" in told.marks else None,
    )


def _posts(told: Sequence[TellsThread], stored: Sequence[Thread], people: Mapping[str, User]) -> list[Post]:
    rows = [
        _post(post, thread, people, is_question=place == 0)
        for thread, each in zip(stored, told, strict=True)
        for place, post in enumerate(each.posts)
    ]
    return Post.objects.bulk_create(rows)


def _post(told: TellsPost, thread: Thread, people: Mapping[str, User], *, is_question: bool) -> Post:
    at = thread.asked_at + timedelta(hours=told.after)
    is_deleted = "deleted" in told.marks
    return Post(
        thread=thread,
        author=people[told.by],
        is_question=is_question,
        body=told.body,
        html=told.html,
        at=at,
        score=told.votes,
        deleted_at=at + timedelta(hours=2) if is_deleted else None,
        deleted_by=people[MODERATORS[1]] if is_deleted else None,
    )


def _mark(told: Sequence[TellsThread], stored: Sequence[Thread], posts: Sequence[Post]) -> None:
    """Say which answers solved it, and that a post was flagged."""
    told_posts = [post for each in told for post in each.posts]
    by_key = {thread.pk: thread for thread in stored}
    for post, each in zip(posts, told_posts, strict=True):
        if "accepted" in each.marks:
            by_key[post.thread_id].accepted = post
    Thread.objects.bulk_update([thread for thread in stored if thread.accepted_id], ["accepted"])


def _take_part(
    told: Sequence[TellsThread], stored: Sequence[Thread], posts: Sequence[Post], people: Mapping[str, User]
) -> None:
    """Votes, follows, the flag, and the events of all that."""
    told_posts = [post for each in told for post in each.posts]
    voters = list(people.values())
    votes = [
        Vote(post=post, voter=voter, at=post.at)
        for post, each in zip(posts, told_posts, strict=True)
        for voter in [one for one in voters if one.pk != post.author_id][: each.votes]
    ]
    Vote.objects.bulk_create(votes)
    followers = dict.fromkeys((post.thread_id, post.author_id) for post in posts)
    asked_at = {thread.pk: thread.asked_at for thread in stored}
    Follow.objects.bulk_create(
        [
            Follow(thread_id=thread, person_id=person, at=asked_at[thread], token=token_urlsafe(32))
            for thread, person in followers
        ]
    )
    flagged = [post for post, each in zip(posts, told_posts, strict=True) if "flagged" in each.marks]
    reporter = people["member@extended.example"]
    Flag.objects.bulk_create(
        [Flag(post=post, reporter=reporter, reason=Flag.Reason.RUDE, at=post.at) for post in flagged]
    )
    CommunityEvent.objects.bulk_create([_event(post) for post in posts])


def _event(post: Post) -> CommunityEvent:
    code = "asked" if post.is_question else "answered"
    return CommunityEvent(code=code, actor=post.author, at=post.at, thread=post.thread, post=post)
