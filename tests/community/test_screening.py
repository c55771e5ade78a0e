"""What a moderator looks at before others see it."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from accounts.models import User
from common import markup
from community import rules, services
from community.rules import Submission
from tests.community.cast import EDWARD, GINA, MODERATOR, STRANGER, answer, ask, person, question
from tests.world import AT

LINK = "https://a.example/ "


@pytest.mark.parametrize(
    ("text", "held"),
    [("Our casino is open", True), ("CASINO!", True), ("half  the\nprice", True), ("Occasionally", False)],
)
def test_a_word_of_spam_is_found_as_a_word_of_its_own(text: str, held: bool) -> None:  # noqa: FBT001 - a table
    submitted = Submission(text, 9, is_known=True, spam_words=("casino", "half the price"))
    assert bool(rules.spam_word(submitted)) is held


@pytest.mark.parametrize(
    ("links", "published", "is_known", "held"),
    [(1, 0, False, False), (2, 1, False, True), (2, 2, False, False), (2, 0, True, False), (9, 5, True, True)],
)
def test_links_are_limited_more_for_new_members(links: int, published: int, is_known: bool, held: bool) -> None:  # noqa: FBT001 - a table
    submitted = Submission("", published, is_known, links=links)
    assert bool(rules.many_links(submitted)) is held


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://a.example and www.b.com", 2),
        ("casino.com", 1),
        ("[win](//a.example) or <ftp://b.example>", 2),
        ("[win][1]\n\n[1]: //a.example", 1),
        ("write to win@b.com", 1),
        ("[an article](/kb/a/), [below](#b)", 0),
        ("    curl https://a.example\n", 0),
    ],
)
def test_links_are_counted_as_readers_see_them(text: str, links: int) -> None:
    assert rules.links(markup.html(text)) == links


@pytest.mark.parametrize(("published", "is_known", "held"), [(0, False, True), (1, False, False), (0, True, False)])
def test_the_first_post_of_somebody_unknown_is_held(published: int, is_known: bool, held: bool) -> None:  # noqa: FBT001 - a table
    assert bool(rules.first_post(Submission("Hello.", published, is_known))) is held


@pytest.mark.parametrize(
    ("typed", "names"),
    [("TLS, Load Balancer", ("tls", "load", "balancer")), ("v5.1", ("v5-1",)), ("a,a ,", ("a",)), ("--", ())],
)
def test_tags_are_spelled_alike(typed: str, names: tuple[str, ...]) -> None:
    assert rules.tag_names(typed) == names


@pytest.fixture
def newcomer() -> User:
    """Somebody with an account, whom nobody knows."""
    return User.objects.create_user("new@elsewhere.example", name="Nina New")


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
class TestNewMembers:
    def test_a_newcomers_first_question_waits_until_it_is_released(self, newcomer: User) -> None:
        thread = ask(newcomer.email)
        assert question(thread).held_for == "first_post"
        services.release(post=question(thread), actor=person(MODERATOR), at=AT)
        assert question(thread).held_for == ""
        assert ask(newcomer.email).posts.get().held_for == ""

    def test_a_newcomer_writes_three_posts_within_an_hour(self, newcomer: User) -> None:
        thread = ask(GINA)
        for minute in range(3):
            answer(thread, newcomer.email, at=AT + timedelta(minutes=minute))
        with pytest.raises(services.UnableToWrite, match="too_often"):
            answer(thread, newcomer.email, at=AT + timedelta(minutes=4))

    def test_an_agent_is_never_new(self) -> None:
        assert answer(ask(GINA), EDWARD, body=LINK * 5).held_for == ""

    def test_an_edit_that_brings_spam_is_held(self) -> None:
        post = answer(ask(GINA), STRANGER)
        services.edit(post=post, actor=person(STRANGER), body="Come to our casino.", at=AT)
        post.refresh_from_db()
        assert post.held_for == "spam_word"

    def test_an_installation_names_its_own_checks(self, settings: LazySettings) -> None:
        settings.COMMUNITY_CHECKS = ["tests.community.test_screening.no_questions"]
        assert ask(GINA).posts.get().held_for == "no_questions"


def no_questions(submission: Submission) -> str:
    """A check of an installation."""
    return "no_questions" if "?" in submission.text else ""
