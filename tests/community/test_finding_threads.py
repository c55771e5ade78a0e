"""Threads in the search: what is found, by whom, and what is similar."""

import pytest
from django.contrib.auth.models import AnonymousUser

from community import services
from community.models import Category, Thread
from outbox.services import deliver_due
from portal.followers import handlers
from search.models import SearchDocument
from tests.community.cast import GINA, LIAM, MODERATOR, STRANGER, answer, ask, person, question
from tests.community.conftest import ClientAs
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.both]


def settle() -> None:
    told = {"topic": handlers(AT)["topic"]}
    while deliver_due(handlers=told, at=AT):
        pass


def found_by(email: str, text: str) -> list[int]:
    reader = person(email) if email else AnonymousUser()
    return services.found(text, reader=reader, at=AT)


def test_every_published_post_is_a_document_of_its_thread() -> None:
    thread = ask(LIAM, body="Zygomorphic.")
    answer(thread, GINA, body="Actinomorphic.")
    settle()
    assert SearchDocument.objects.filter(group=f"thread:{thread.pk}").count() == 2
    assert found_by("", "zygomorphic") == found_by(LIAM, "actinomorphic") == [thread.pk]


def test_a_registered_thread_is_found_with_an_account_only() -> None:
    thread = ask(category="customers", body="Zygomorphic.")
    settle()
    assert found_by(STRANGER, "zygomorphic") == [thread.pk]
    assert found_by("", "zygomorphic") == []


def test_a_moved_thread_is_found_by_those_who_read_it_now() -> None:
    thread = ask(body="Zygomorphic.")
    services.move(thread=thread, category=Category.objects.get(slug="customers"), actor=person(MODERATOR), at=AT)
    settle()
    assert found_by("", "zygomorphic") == []


@pytest.mark.parametrize("how", ["held", "deleted", "banned"])
def test_what_is_hidden_is_not_found(how: str) -> None:
    thread = ask(LIAM, body="Plain.")
    written = answer(thread, STRANGER, body="Zygomorphic casino." if how == "held" else "Zygomorphic.")
    settle()
    if how == "deleted":
        services.delete(post=written, actor=person(MODERATOR), at=AT)
    if how == "banned":
        services.ban(person=person(STRANGER), actor=person(MODERATOR), reason="Advertising.", at=AT)
    settle()
    assert found_by(LIAM, "zygomorphic") == []


def test_a_deleted_question_takes_its_answers_out_of_the_search() -> None:
    thread = ask(LIAM, body="Plain.")
    answer(thread, GINA, body="Zygomorphic.")
    settle()
    services.delete(post=question(thread), actor=person(MODERATOR), at=AT)
    settle()
    assert found_by(LIAM, "zygomorphic") == []


def test_a_merged_thread_is_found_where_its_posts_are() -> None:
    source, target = ask(LIAM, body="Zygomorphic."), ask(GINA)
    services.merge(source=source, target=target, actor=person(MODERATOR), at=AT)
    settle()
    assert found_by("", "zygomorphic") == [target.pk]


def test_the_demo_world_is_found() -> None:
    thread = Thread.objects.get(title__startswith="Renew the certificate")
    assert thread.pk in found_by("", "certificate renewal tool")


def test_a_sentence_shows_threads_that_are_like_it(client_as: ClientAs) -> None:
    asked = {"title": "Does a certificate need a restart every time?"}
    page = client_as(LIAM).get("/community/similar/", asked).content.decode()
    assert "Renew the certificate without a restart?" in page


def test_the_one_search_shows_a_post_only_to_whoever_may_read_it_now(client_as: ClientAs) -> None:
    thread = ask(LIAM, body="Plain.")
    answer(thread, GINA, body="Zygomorphic.")
    settle()
    address = f'href="/community/threads/{thread.pk}/#post-'
    assert address in client_as("").get("/search/?q=zygomorphic").content.decode()
    services.ban(person=person(GINA), actor=person(MODERATOR), reason="Advertising.", at=AT)
    assert address not in client_as("").get("/search/?q=zygomorphic").content.decode()
