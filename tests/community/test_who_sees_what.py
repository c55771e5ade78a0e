"""Who sees which thread and which post: by visibility, ban, hold and deletion."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from community import services
from community.models import Category, Post, Thread
from tests.community.cast import GINA, HANNAH, LIAM, MODERATOR, STRANGER, answer, ask, person, question
from tests.community.conftest import ClientAs
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.both]
NOBODY = ""


def reader(email: str) -> User | AnonymousUser:
    return person(email) if email else AnonymousUser()


def threads_of(email: str) -> set[int]:
    return set(Thread.objects.visible_to(reader(email)).values_list("pk", flat=True))


def posts_of(email: str, thread: Thread) -> set[int]:
    return set(Post.objects.visible_to(reader(email)).filter(thread=thread).values_list("pk", flat=True))


def test_a_public_thread_is_everybodys() -> None:
    thread = ask()
    assert all(thread.pk in threads_of(email) for email in (NOBODY, LIAM, STRANGER, MODERATOR))


def test_a_thread_of_a_registered_category_needs_an_account() -> None:
    thread = ask(category="customers")
    assert thread.pk in threads_of(STRANGER)
    assert thread.pk not in threads_of(NOBODY)
    assert posts_of(NOBODY, thread) == set()


def test_somebody_without_an_account_sees_no_registered_category() -> None:
    assert not Category.objects.visible_to(AnonymousUser()).filter(slug="customers").exists()


def test_a_ban_hides_a_thread_from_all_but_its_author_and_moderators() -> None:
    thread = ask(GINA)
    services.ban(person=person(GINA), actor=person(MODERATOR), reason="Advertising.", at=AT)
    assert {email for email in (NOBODY, LIAM, GINA, MODERATOR) if thread.pk in threads_of(email)} == {GINA, MODERATOR}


def test_a_ban_hides_answers_too_and_what_is_written_after_it() -> None:
    thread = ask(LIAM)
    before = answer(thread, GINA)
    services.ban(person=person(GINA), actor=person(MODERATOR), reason="Advertising.", at=AT)
    after = answer(thread, GINA)
    assert posts_of(HANNAH, thread) == posts_of(NOBODY, thread) == {question(thread).pk}
    assert {before.pk, after.pk} <= posts_of(GINA, thread)
    thread.refresh_from_db()
    assert thread.answers == 0


def test_a_lifted_ban_shows_everything_again() -> None:
    thread = ask(LIAM)
    written = answer(thread, GINA)
    services.ban(person=person(GINA), actor=person(MODERATOR), reason="Advertising.", at=AT)
    services.lift_ban(person=person(GINA), actor=person(MODERATOR), at=AT)
    thread.refresh_from_db()
    assert written.pk in posts_of(NOBODY, thread)
    assert thread.answers == 1


def test_a_held_post_is_seen_by_its_author_and_moderators() -> None:
    thread = ask(LIAM)
    held = answer(thread, STRANGER, body="Win at our casino now.")
    assert held.held_for
    assert {email for email in (NOBODY, LIAM, STRANGER, MODERATOR) if held.pk in posts_of(email, thread)} == {
        STRANGER,
        MODERATOR,
    }


def test_a_deleted_question_takes_its_thread_from_all_but_moderators() -> None:
    thread = ask(LIAM)
    services.delete(post=question(thread), actor=person(LIAM), at=AT)
    assert [email for email in (NOBODY, LIAM, HANNAH, MODERATOR) if thread.pk in threads_of(email)] == [MODERATOR]
    assert not Thread.objects.visible_to(person(MODERATOR)).listed().filter(pk=thread.pk).exists()


def test_the_place_of_a_deleted_answer_is_seen_and_not_its_text(client_as: ClientAs) -> None:
    thread = ask(LIAM)
    gone = answer(thread, GINA, body="Secret words.")
    services.delete(post=gone, actor=person(GINA), at=AT)
    for email in (NOBODY, LIAM, GINA):
        page = client_as(email).get(f"/community/threads/{thread.pk}/").content.decode()
        assert "A post was deleted here." in page
        assert "Secret words." not in page
    moderators = client_as(MODERATOR).get(f"/community/threads/{thread.pk}/").content.decode()
    assert "Secret words." in moderators


def test_earlier_texts_of_a_deleted_post_are_gone_too(client_as: ClientAs) -> None:
    gone = answer(ask(LIAM), GINA, body="Secret words.")
    services.edit(post=gone, actor=person(GINA), body="Other words.", at=AT)
    services.delete(post=gone, actor=person(GINA), at=AT)
    answers = [client_as(email).get(f"/community/posts/{gone.pk}/revisions/") for email in (NOBODY, LIAM, GINA)]
    assert [each.status_code for each in answers] == [404, 404, 404]


def test_moving_a_thread_changes_who_reads_it() -> None:
    thread = ask(LIAM)
    services.move(thread=thread, category=Category.objects.get(slug="customers"), actor=person(MODERATOR), at=AT)
    assert thread.pk not in threads_of(NOBODY)
