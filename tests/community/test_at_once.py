"""What one account does in several windows at the same moment is counted one after the other."""

from functools import partial

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group

from accounts.models import User
from community import services
from community.models import Category, Post, Thread
from community.permissions import MODERATOR
from community.services import QuestionDraft
from tests.at_once import at_once, closed, code_of
from tests.world import AT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.usefixtures("closed")]

__all__ = ["closed"]
WINDOWS = 4


def ask(person: User, thread: Thread) -> object:
    """A question of its own, in the same category."""
    draft = QuestionDraft(thread.category, "Where is the log?", "I looked.")
    return services.ask(author=person, draft=draft, at=AT)


def answer(person: User, thread: Thread) -> object:
    """An answer."""
    return services.answer(thread=thread, author=person, body="In /var/log.", at=AT)


def edit(person: User, thread: Thread) -> object:
    """The question in other words, by a moderator."""
    return services.edit(post=thread.posts.get(is_question=True), actor=person, body="Anew.", at=AT)


def vote(person: User, thread: Thread) -> object:
    """A vote for the question."""
    return services.vote(post=thread.posts.get(is_question=True), voter=person, at=AT)


def follow(person: User, thread: Thread) -> object:
    """Mails about the thread."""
    return services.follow(thread=thread, person=person, at=AT)


def flag(person: User, thread: Thread) -> object:
    """A flag on the question."""
    return services.flag(post=thread.posts.get(is_question=True), reporter=person, reason="spam", note="", at=AT)


@pytest.fixture
def threads() -> list[Thread]:
    """Questions of somebody, one for each window."""
    author = User.objects.create(email="asks@example.com", name="Asks")
    category = Category.objects.create(slug="any", name="Any", description="-", visibility="public")
    made = [
        Thread.objects.create(category=category, author=author, title=f"Question {n}", asked_at=AT, active_at=AT)
        for n in range(WINDOWS)
    ]
    Post.objects.bulk_create(
        Post(thread=each, author=author, is_question=True, body="How?", html="<p>How?</p>", at=AT) for each in made
    )
    return made


def test_windows_that_act_at_once_keep_to_the_limit_of_one_account(
    threads: list[Thread], settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.POSTS_PER_HOUR = settings.EDITS_PER_HOUR = settings.VOTES_PER_HOUR = 1
    monkeypatch.setattr("community.services.judging.FLAGS_PER_HOUR", 1)

    answers = {}
    for act in (ask, answer, edit, vote, follow, flag):
        person = User.objects.create(email=f"{act.__name__}@example.com", name=act.__name__)
        if act is edit:
            person.groups.add(Group.objects.get(name=MODERATOR))
        answers[act.__name__] = sorted(at_once(*(partial(code_of, partial(act, person, each)) for each in threads)))

    assert answers == {each: ["", *(["too_often"] * (WINDOWS - 1))] for each in answers}
