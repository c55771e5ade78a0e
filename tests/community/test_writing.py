"""Asking, answering, writing anew, and deleting."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from selectolax.lexbor import LexborHTMLParser

from community import services
from community.models import Category, CommunityEvent, Follow, Post, Thread, Vote
from tests.community.cast import EDWARD, GINA, LIAM, MODERATOR, STRANGER, answer, ask, person, question
from tests.community.conftest import ClientAs
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
HOUR = timedelta(hours=1)


def refusal(act: object) -> str:
    with pytest.raises(services.UnableToWrite) as refused:
        act()  # type: ignore[operator]
    return refused.value.code


def test_a_question_is_rendered_once_and_followed_by_who_asked() -> None:
    thread = ask(LIAM, body="It says **no**.")
    assert question(thread).html == "<p>It says <strong>no</strong>.</p>\n"
    assert Follow.objects.get(thread=thread).person == person(LIAM)
    assert [tag.name for tag in thread.tags.all()] == ["log"]


def test_an_answer_is_counted_and_noted() -> None:
    thread = ask()
    written = answer(thread, at=AT + HOUR)
    thread.refresh_from_db()
    assert (thread.answers, thread.active_at) == (1, AT + HOUR)
    assert CommunityEvent.objects.get(post=written).code == "answered"


def test_nobody_but_a_moderator_answers_in_a_locked_thread() -> None:
    thread = ask()
    services.lock(thread=thread, actor=person(MODERATOR), at=AT)
    assert refusal(lambda: answer(thread)) == "locked"
    assert answer(thread, MODERATOR).pk


def test_an_empty_answer_is_refused() -> None:
    thread = ask()
    assert refusal(lambda: answer(thread, body=" \n")) == "empty"


def test_an_edit_keeps_what_the_post_said() -> None:
    post = answer(ask(), GINA, body="Old.")
    services.edit(post=post, actor=person(GINA), body="New.", at=AT + HOUR)
    post.refresh_from_db()
    assert (post.body, post.edited_at) == ("New.", AT + HOUR)
    assert [(each.body, each.editor) for each in post.revisions.all()] == [("Old.", person(GINA))]


def test_nobody_edits_what_somebody_else_wrote() -> None:
    post = answer(ask(), GINA)
    with pytest.raises(services.UnableToEdit, match="not_yours"):
        services.edit(post=post, actor=person(LIAM), body="Mine now.", at=AT)


def test_of_two_editors_the_second_is_told() -> None:
    post = answer(ask(), GINA)
    services.edit(post=post, actor=person(GINA), body="First.", at=AT)
    with pytest.raises(services.UnableToEdit, match="changed_meanwhile"):
        services.edit(post=post, actor=person(MODERATOR), body="Second.", at=AT, read=None)


def test_an_answered_question_is_deleted_by_moderators_only() -> None:
    thread = ask(LIAM)
    answer(thread)
    with pytest.raises(services.UnableToDelete, match="has_answers"):
        services.delete(post=question(thread), actor=person(LIAM), at=AT)
    services.delete(post=question(thread), actor=person(MODERATOR), at=AT)
    assert question(thread).deleted_by == person(MODERATOR)


def test_a_deleted_answer_is_accepted_no_longer_and_can_be_restored() -> None:
    thread = ask(LIAM)
    post = answer(thread)
    services.accept(post=post, actor=person(LIAM), at=AT)
    services.delete(post=post, actor=person(GINA), at=AT)
    thread.refresh_from_db()
    assert (thread.accepted, thread.answers) == (None, 0)
    services.restore(post=post, actor=person(MODERATOR), at=AT)
    thread.refresh_from_db()
    assert thread.answers == 1


@pytest.mark.both
def test_one_account_writes_so_many_posts_within_an_hour(settings: LazySettings) -> None:
    settings.POSTS_PER_HOUR = 2
    thread = ask(GINA)
    answer(thread, LIAM, at=AT - timedelta(minutes=50))
    answer(thread, LIAM, at=AT - timedelta(minutes=40))
    with pytest.raises(services.UnableToWrite) as refused:
        answer(thread, LIAM)
    assert (refused.value.code, refused.value.reasons) == ("too_often", ("601",))
    assert answer(thread, LIAM, at=AT + timedelta(minutes=11)).pk


def test_who_writes_too_often_gets_its_text_back(client_as: ClientAs, settings: LazySettings) -> None:
    thread = ask(LIAM)
    settings.POSTS_PER_HOUR = 1
    page = client_as(LIAM).post(f"/community/threads/{thread.pk}/answers/", {"body": "One more thing."})
    assert page.status_code == 429
    assert page["Retry-After"] == "3601"
    assert "One more thing." in page.content.decode()


def test_who_edits_too_often_gets_its_text_back_and_is_told_how_long_to_wait(
    client_as: ClientAs, settings: LazySettings
) -> None:
    settings.EDITS_PER_HOUR = 1
    post, client = question(ask(LIAM)), client_as(LIAM)
    address = f"/community/posts/{post.pk}/text/"
    assert client.post(address, {"body": "Once.", "read": ""}).status_code == 302
    form = LexborHTMLParser(client.get(address).content.decode())
    read = str(form.css_first("input[name=read]").attributes["value"])  # type: ignore[union-attr]
    page = client.post(address, {"body": "And once more.", "read": read})
    assert (page.status_code, page["Retry-After"]) == (429, "3601")
    assert "And once more." in page.content.decode()
    assert "send it again in 60 minutes" in page.content.decode()


@pytest.mark.parametrize("path", ["posts/{post}/votes/", "threads/{thread}/following/"])
def test_who_votes_and_follows_too_often_is_told_how_long_to_wait(
    client_as: ClientAs, settings: LazySettings, path: str
) -> None:
    settings.VOTES_PER_HOUR = 1
    thread = ask(GINA)
    services.follow(thread=ask(GINA), person=person(LIAM), at=AT)
    address = f"/community/{path.format(post=question(thread).pk, thread=thread.pk)}"
    page = client_as(LIAM).post(address, {"state": "on"}, follow=True)
    assert "voted and followed very much within an hour. Try again in 60 minutes." in page.content.decode()
    assert not Vote.objects.filter(post__thread=thread).exists()
    assert not Follow.objects.filter(thread=thread, person=person(LIAM)).exists()


def test_a_form_that_is_sent_twice_asks_once(client_as: ClientAs) -> None:
    client, before = client_as(LIAM), Thread.objects.count()
    said = {"title": "Twice?", "category": "general", "body": "Once.", "tags": "Log, Late Night", "token": "abc"}
    first, second = client.post("/community/ask/", said), client.post("/community/ask/", said)
    assert first["Location"] == second["Location"]
    assert Thread.objects.count() == before + 1
    made = Thread.objects.latest("pk")
    assert sorted(tag.name for tag in made.tags.all()) == ["late", "log", "night"]


def test_a_form_with_a_category_out_of_reach_comes_back(client_as: ClientAs) -> None:
    page = client_as(LIAM).post("/community/ask/", {"title": "Where?", "category": "none", "body": "There."})
    assert page.status_code == 422
    assert "There." in page.content.decode()


def test_an_agent_is_marked_as_the_vendors(client_as: ClientAs) -> None:
    thread = ask(LIAM)
    answer(thread, EDWARD)
    page = client_as("").get(f"/community/threads/{thread.pk}/").content.decode()
    assert page.count('class="message message-vendor') == 1


def test_nobody_writes_without_an_account(client_as: ClientAs) -> None:
    thread, before = ask(LIAM), Post.objects.count()
    page = client_as("").post(f"/community/threads/{thread.pk}/answers/", {"body": "Hello."})
    assert page.status_code == 302
    assert page["Location"].startswith("/accounts/login/")
    assert Post.objects.count() == before


def test_a_stranger_asks_among_customers_too() -> None:
    draft = services.QuestionDraft(Category.objects.get(slug="customers"), "May I?", "I have an account.", ())
    assert services.ask(author=person(STRANGER), draft=draft, at=AT).pk
