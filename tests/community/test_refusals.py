"""What is refused, to whom, and with which reason: a row for each way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings

from common.refusal import Unable
from community import rules, services
from community.models import Category, CommunityEvent, Flag, Post, Thread
from tests.community.cast import EDWARD, GINA, HANNAH, LIAM, MODERATOR, answer, ask, person, question
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

Act = Callable[[Thread, Post], object]
"""Something that is done with Liam's thread and Gina's answer in it."""


def by(email: str, act: Callable[..., object]) -> Act:
    """Somebody does it with the answer."""
    return lambda _thread, post: act(post=post, actor=person(email), at=AT)


def edits(email: str, body: str = "New.") -> Act:
    return lambda _thread, post: services.edit(post=post, actor=person(email), body=body, at=AT)


def votes(email: str) -> Act:
    return lambda _thread, post: services.vote(post=post, voter=person(email), at=AT)


def edit_again(post: Post) -> Post:
    return services.edit(post=post, actor=person(GINA), body="Third.", at=AT, read=post.edited_at)


def answers(body: str) -> Act:
    return lambda thread, _post: answer(thread, HANNAH, body=body)


def flags(email: str) -> Act:
    return lambda _thread, post: services.flag(post=post, reporter=person(email), reason=Flag.Reason.SPAM, at=AT)


def bans(email: str) -> Act:
    return lambda _thread, _post: services.ban(person=person(GINA), actor=person(email), reason="Spam.", at=AT)


def moves(email: str) -> Act:
    def act(thread: Thread, _post: Post) -> None:
        services.move(thread=thread, category=Category.objects.get(slug="customers"), actor=person(email), at=AT)

    return act


def accepts_the_question(thread: Thread, _post: Post) -> None:
    services.accept(post=question(thread), actor=person(LIAM), at=AT)


def merges(thread: Thread, _post: Post) -> None:
    services.merge(source=thread, target=ask(GINA), actor=person(MODERATOR), at=AT)


def lifts_a_ban(_thread: Thread, _post: Post) -> None:
    services.lift_ban(person=person(GINA), actor=person(EDWARD), at=AT)


def nothing(thread: Thread, post: Post) -> None:
    """The thread is as it was asked."""


def locked(thread: Thread, _post: Post) -> None:
    services.lock(thread=thread, actor=person(MODERATOR), at=AT)


def merged(thread: Thread, post: Post) -> None:
    merges(thread, post)


def deleted(_thread: Thread, post: Post) -> None:
    services.delete(post=post, actor=person(GINA), at=AT)


def held(_thread: Thread, post: Post) -> None:
    services.edit(post=post, actor=person(GINA), body="Come to our casino.", at=AT)


def voted_much(thread: Thread, post: Post) -> None:
    """Hannah voted, took it back, and followed: all of it counts but what was taken back."""
    services.vote(post=post, voter=person(HANNAH), at=AT - timedelta(minutes=30))
    services.withdraw_vote(post=post, voter=person(HANNAH), at=AT - timedelta(minutes=29))
    services.follow(thread=thread, person=person(HANNAH), at=AT - timedelta(minutes=28))


def edited_much(_thread: Thread, post: Post) -> None:
    for minute in (30, 20):
        services.edit(
            post=post, actor=person(GINA), body=f"{minute}", at=AT - timedelta(minutes=minute), read=post.edited_at
        )
        post.refresh_from_db()


def follows(email: str) -> Act:
    return lambda thread, _post: services.follow(thread=thread, person=person(email), at=AT)


def flagged_much(_thread: Thread, _post: Post) -> None:
    other = answer(ask(GINA), EDWARD)
    late = AT - timedelta(minutes=5)
    Flag.objects.bulk_create(
        [Flag(post=other, reporter=person(LIAM), reason="spam", at=late, settled_at=AT) for _each in range(20)]
    )


@pytest.mark.parametrize(
    ("before", "act", "code"),
    [
        (merged, answers("Here."), "merged"),
        (nothing, answers("a" * (rules.LONGEST + 1)), "too_long"),
        (locked, edits(GINA), "locked"),
        (deleted, edits(GINA), "deleted"),
        (nothing, edits(GINA, "a" * (rules.LONGEST + 1)), "too_long"),
        (nothing, accepts_the_question, "is_the_question"),
        (deleted, by(LIAM, services.accept), "deleted"),
        (held, by(LIAM, services.accept), "is_held"),
        (locked, by(LIAM, services.accept), "locked"),
        (locked, by(LIAM, services.take_back), "locked"),
        (nothing, by(HANNAH, services.take_back), "not_the_asker"),
        (locked, votes(HANNAH), "locked"),
        (deleted, votes(HANNAH), "deleted"),
        (nothing, flags(GINA), "own_post"),
        (deleted, flags(LIAM), "deleted"),
        (flagged_much, flags(LIAM), "too_often"),
        (voted_much, votes(HANNAH), "too_often"),
        (voted_much, follows(HANNAH), "too_often"),
        (edited_much, lambda _thread, post: edit_again(post), "too_often"),
        (nothing, by(HANNAH, services.delete), "not_yours"),
        (locked, by(GINA, services.delete), "locked"),
        (deleted, by(GINA, services.delete), "deleted"),
        (deleted, by(EDWARD, services.restore), "moderators_only"),
        (held, by(EDWARD, services.release), "moderators_only"),
        (nothing, by(EDWARD, services.settle), "moderators_only"),
        (nothing, bans(EDWARD), "moderators_only"),
        (nothing, lifts_a_ban, "moderators_only"),
        (nothing, moves(EDWARD), "moderators_only"),
        (merged, merges, "merged"),
    ],
)
def test_it_is_refused_with_its_reason_and_nothing_happens(
    before: Act, act: Act, code: str, settings: LazySettings
) -> None:
    settings.EDITS_PER_HOUR, settings.VOTES_PER_HOUR = 2, 2
    thread = ask(LIAM)
    post = answer(thread, GINA)
    before(thread, post)
    known = CommunityEvent.objects.filter(thread=thread).count()

    with pytest.raises(Unable) as refused:
        act(thread, post)
    assert refused.value.code == code
    assert CommunityEvent.objects.filter(thread=thread).count() == known


def test_what_was_done_an_hour_ago_counts_no_more_and_taking_back_never_does(settings: LazySettings) -> None:
    settings.VOTES_PER_HOUR = 2
    thread = ask(LIAM)
    post = answer(thread, GINA)
    voted_much(thread, post)
    with pytest.raises(Unable) as refused:
        services.vote(post=post, voter=person(HANNAH), at=AT)
    assert refused.value.reasons == (str(30 * 60 + 1),)
    services.unfollow(thread=thread, person=person(HANNAH), at=AT)
    services.vote(post=post, voter=person(HANNAH), at=AT + timedelta(minutes=31))
    services.withdraw_vote(post=post, voter=person(HANNAH), at=AT + timedelta(minutes=31))


def test_a_held_answer_is_counted_by_nobody() -> None:
    thread = ask(LIAM)
    held(thread, answer(thread, GINA))
    thread.refresh_from_db()
    assert thread.answers == 0
