"""Votes, the accepted answer, and following by mail."""

import pytest

from community import services
from community.models import Follow, Post, Thread
from outbox.models import OutboundMessage
from outbox.services import deliver_due
from portal.followers import GUARDS, handlers
from tests.community.cast import EDWARD, GINA, HANNAH, LIAM, MODERATOR, STRANGER, answer, ask, person, question
from tests.community.conftest import ClientAs
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def score(post: Post) -> int:
    return Post.objects.get(pk=post.pk).score


def owed() -> set[str]:
    """Who is owed a mail about an answer, once the news is told."""
    told = {"topic": handlers(AT)["topic"]}
    while deliver_due(handlers=told, at=AT):
        pass
    return set(OutboundMessage.objects.filter(name="community/mail/answered").values_list("recipient", flat=True))


@pytest.mark.both
def test_a_vote_counts_once_and_can_be_taken_back() -> None:
    post = answer(ask(), GINA)
    for _twice in range(2):
        services.vote(post=post, voter=person(LIAM), at=AT)
    services.vote(post=post, voter=person(HANNAH), at=AT)
    assert score(post) == 2
    for _twice in range(2):
        services.withdraw_vote(post=post, voter=person(LIAM), at=AT)
    assert score(post) == 1


def test_nobody_votes_for_itself() -> None:
    post = answer(ask(), GINA)
    with pytest.raises(services.UnableToTakePart, match="own_post"):
        services.vote(post=post, voter=person(GINA), at=AT)


def test_who_asked_says_what_solved_it_and_nobody_else_does() -> None:
    thread = ask(LIAM)
    post = answer(thread, GINA)
    with pytest.raises(services.UnableToTakePart, match="not_the_asker"):
        services.accept(post=post, actor=person(GINA), at=AT)
    services.accept(post=post, actor=person(LIAM), at=AT)
    thread.refresh_from_db()
    assert thread.accepted == post
    services.take_back(post=post, actor=person(MODERATOR), at=AT)
    thread.refresh_from_db()
    assert thread.accepted is None


def test_the_accepted_answer_stands_before_better_voted_ones() -> None:
    thread = ask(LIAM)
    first, second, third = (answer(thread, email) for email in (GINA, HANNAH, EDWARD))
    services.vote(post=third, voter=person(LIAM), at=AT)
    services.accept(post=second, actor=person(LIAM), at=AT)
    posts = Post.objects.filter(thread=thread)
    assert list(posts.best_first()) == [question(thread), second, third, first]
    assert list(posts.as_written()) == [question(thread), first, second, third]


def test_who_follows_is_told_of_an_answer_and_its_author_is_not() -> None:
    thread = ask(LIAM)
    services.follow(thread=thread, person=person(HANNAH), at=AT)
    answer(thread, GINA)
    assert owed() == {LIAM, HANNAH}


def test_a_held_answer_is_told_once_it_is_released() -> None:
    thread = ask(LIAM)
    held = answer(thread, STRANGER, body="Win at the casino.")
    assert owed() == set()
    services.release(post=held, actor=person(MODERATOR), at=AT)
    assert owed() == {LIAM}


def test_a_mail_is_not_sent_to_whoever_may_not_read_it_any_more() -> None:
    post = answer(ask(LIAM), GINA)
    assert GUARDS["thread"](str(post.pk), LIAM)
    services.ban(person=person(GINA), actor=person(MODERATOR), reason="Advertising.", at=AT)
    assert not GUARDS["thread"](str(post.pk), LIAM)


def test_the_mail_names_an_address_that_ends_it_without_a_login(client_as: ClientAs) -> None:
    thread, other = ask(LIAM), ask(LIAM)
    answer(thread, GINA)
    owed()
    mail = OutboundMessage.objects.get(name="community/mail/answered", recipient=LIAM)
    address = mail.payload["unfollow_url"]
    client = client_as("")
    assert client.get(address).status_code == 200
    assert Follow.objects.filter(thread=thread, person=person(LIAM)).exists()
    assert "no more mails" in client.post(address).content.decode()
    again = client.get(address)
    assert (again.status_code, "ended already" in again.content.decode()) == (404, True)
    still = Follow.objects.filter(thread__in=[thread, other]).values_list("thread", "person__email")
    assert set(still) == {(thread.pk, GINA), (other.pk, LIAM)}


def test_the_page_that_ends_mails_names_no_thread_that_their_reader_may_not_read(client_as: ClientAs) -> None:
    thread = ask(LIAM)
    address = f"/community/unfollow/{Follow.objects.get(thread=thread).token}/"
    asked = client_as("").get(address).content.decode()
    services.delete(post=question(thread), actor=person(MODERATOR), at=AT)

    assert "Where is the log?" in asked
    page = client_as("").get(address)
    assert (page.status_code, "Where is the log?" in page.content.decode()) == (200, False)


def test_whoever_unfollows_is_told_no_more() -> None:
    thread = ask(LIAM)
    services.unfollow(thread=thread, person=person(LIAM), at=AT)
    answer(thread, GINA)
    assert owed() == set()


def test_an_old_mail_ends_the_mails_of_the_thread_that_its_thread_went_into() -> None:
    source, target = ask(LIAM), ask(GINA)
    services.follow(thread=target, person=person(LIAM), at=AT)
    services.merge(source=source, target=target, actor=person(MODERATOR), at=AT)
    services.unfollow(thread=Thread.objects.get(pk=source.pk), person=person(LIAM), at=AT)
    assert not Follow.objects.filter(person=person(LIAM), thread__in=(source, target)).exists()


def test_an_anonymous_reader_is_offered_no_vote(client_as: ClientAs) -> None:
    thread = ask(LIAM)
    page = client_as("").get(f"/community/threads/{thread.pk}/").content.decode()
    assert "/votes/" not in page
    assert "Log in to answer" in page
