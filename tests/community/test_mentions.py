"""People are named by handles of their names; whoever is named is told, and a moderator reads a thread's history."""

import pytest

from community import services
from outbox.models import OutboundMessage
from outbox.services import deliver_due
from portal.followers import handlers
from tests.community.cast import EDWARD, GINA, HANNAH, LIAM, MODERATOR, answer, ask, person
from tests.community.conftest import ClientAs
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def handle(email: str) -> str:
    """How somebody of the cast is named."""
    return ".".join(person(email).name.lower().split())


def told() -> set[str]:
    """Who gets a mail once all news have been told."""
    deliver_due(handlers={"topic": handlers(AT)["topic"]}, at=AT)
    return set(OutboundMessage.objects.filter(kind="mail").values_list("recipient", flat=True))


@pytest.fixture(autouse=True)
def _quiet() -> None:
    OutboundMessage.objects.all().delete()


def test_whoever_is_named_in_an_answer_is_told() -> None:
    thread = ask(by=LIAM)
    post = answer(thread, by=GINA, body=f"Ask @{handle(EDWARD)} about it, or `@{handle(HANNAH)}`.")

    assert f"@{handle(EDWARD)}</" in post.html
    assert told() == {LIAM, EDWARD}


def test_whoever_is_named_in_a_question_is_told_and_nobody_else() -> None:
    ask(by=LIAM, body=f"Does @{handle(EDWARD)} know?")

    assert told() == {EDWARD}


def test_a_held_post_tells_nobody_before_it_is_released() -> None:
    thread = ask(by=LIAM)
    post = answer(thread, by="stranger@nowhere.example", body=f"Hello @{handle(EDWARD)}, casino")
    assert post.held_for
    assert told() == set()

    services.release(post=post, actor=person(MODERATOR), at=AT)
    assert told() == {LIAM, EDWARD}


def test_no_address_is_offered(client_as: ClientAs) -> None:
    thread = ask(by=LIAM)
    people = client_as(GINA).get(f"/community/threads/{thread.pk}/mentionable/").json()["people"]

    assert people[0] == {"handle": handle(LIAM), "name": person(LIAM).name}
    assert "@" not in str(people)
    assert client_as("").get(f"/community/threads/{thread.pk}/mentionable/").status_code == 302


def test_moderators_read_what_happened_to_a_thread(client_as: ClientAs) -> None:
    thread = ask(by=LIAM)
    services.lock(thread=thread, actor=person(MODERATOR), at=AT)

    page = client_as(MODERATOR).get(f"/community/threads/{thread.pk}/history/").content.decode()
    assert "locked the thread" in page
    assert client_as(GINA).get(f"/community/threads/{thread.pk}/history/").status_code == 403


def test_who_asked_and_agents_read_the_main_things_and_nothing_of_flags(client_as: ClientAs) -> None:
    thread = ask(by=LIAM)
    services.flag(post=thread.posts.get(), reporter=person(GINA), reason="spam", at=AT)
    services.note_ticket(thread=thread, code=services.BECAME, actor=person(LIAM), at=AT)

    for email, sees_flags in ((LIAM, False), (EDWARD, False), (MODERATOR, True)):
        page = client_as(email).get(f"/community/threads/{thread.pk}/history/").content.decode()
        assert "made a ticket of it" in page
        assert ("flagged a post" in page) == sees_flags
