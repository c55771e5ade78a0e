"""What somebody banned wrote is on no page that others read, in no list, search, feed, suggestion or mail."""

import pytest
from django.test import Client

from community import services
from community.models import Category, Post, Thread
from notifications.models import Notification
from outbox.services import deliver_due
from portal.followers import handlers
from tests.community.cast import EDWARD, GINA, HANNAH, LIAM, MODERATOR, STRANGER, answer, ask, person, question
from tests.community.conftest import ClientAs
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

OTHERS = ("", STRANGER, HANNAH, EDWARD)
TITLE, WORDS = "Actinomorphic watches", "zygomorphic"
LISTS = (
    "/community/",
    "/community/?category=general",
    "/community/?tag=log",
    f"/community/?q={WORDS}",
    "/community/?state=unanswered",
    "/community/unanswered/",
    f"/community/similar/?title={TITLE}",
    f"/search/?q={WORDS}",
    "/search/?q=actinomorphic",
    "/kb/feed.atom",
    "/sitemap.xml",
    "/inbox/",
    "/",
)


def settle() -> None:
    while deliver_due(handlers={"topic": handlers(AT)["topic"]}, at=AT):
        pass


@pytest.fixture
def own() -> Thread:
    """What Gina asked."""
    draft = services.QuestionDraft(Category.objects.get(slug="general"), TITLE, f"Cheap, {WORDS}.", ("log",))
    return services.ask(author=person(GINA), draft=draft, at=AT)


@pytest.fixture
def written(own: Thread) -> Post:  # noqa: ARG001 - it comes first
    """What Gina answered in a thread of Hannah's, who is told; then Gina is banned."""
    post = answer(ask(HANNAH), GINA, body=f"Very {WORDS}.")
    services.edit(post=post, actor=person(GINA), body=f"Quite {WORDS}.", at=AT)
    settle()
    assert Notification.objects.filter(recipient=person(HANNAH), door=f"thread:{post.pk}").exists()
    services.ban(person=person(GINA), actor=person(MODERATOR), reason="Advertising.", at=AT)
    return post


def said(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    return f"{answer.redirect_chain} {answer.content.decode()}".replace(f'value="{WORDS}"', "").lower()


@pytest.mark.parametrize("reader", OTHERS)
@pytest.mark.parametrize("told", [True, False], ids=["later", "at once"])
def test_nobody_else_reads_it_anywhere(
    client_as: ClientAs,
    own: Thread,
    written: Post,
    reader: str,
    told: bool,  # noqa: FBT001 - a table
) -> None:
    if told:
        settle()
    client, post = client_as(reader), question(own)
    pages = [f"/community/threads/{own.pk}/", f"/community/threads/{written.thread_id}/"]
    pages += [f"/references/thread/{own.pk}/", f"/community/threads/{own.pk}/history/"]
    pages += [f"/community/posts/{each.pk}/{what}/" for each in (post, written) for what in ("revisions", "flags")]
    answers = {address: said(client, address) for address in (*LISTS, *pages)}

    # What was looked for stands in the box, and in the words that nothing matches.
    shown = {address: text for address, text in answers.items() if f"{WORDS}." in text or f"{TITLE}<" in text}
    assert list(shown) == []
    assert [address for address, text in answers.items() if TITLE.lower() in text and "title=" not in address] == []
    assert client.get(f"/community/threads/{own.pk}/").status_code == 404


@pytest.mark.parametrize("told", [True, False], ids=["later", "at once"])
def test_nothing_of_it_is_suggested_to_whoever_types_a_ticket(
    client_as: ClientAs,
    own: Thread,
    written: Post,  # noqa: ARG001 - it bans
    told: bool,  # noqa: FBT001 - a table
) -> None:
    if told:
        settle()
    typed = {"token": "a" * 32, "subject": TITLE, "description": WORDS}
    assert TITLE not in client_as(HANNAH).post("/search/suggest/", typed).content.decode()

    services.lift_ban(person=person(GINA), actor=person(MODERATOR), at=AT)
    settle()
    assert TITLE in client_as(HANNAH).post("/search/suggest/", typed).content.decode()
    assert own.title


def test_it_is_read_by_who_wrote_it_and_by_moderators_who_see_that_it_is_hidden(
    client_as: ClientAs, own: Thread, written: Post
) -> None:
    for thread in (own.pk, written.thread_id):
        mine, moderators = (said(client_as(email), f"/community/threads/{thread}/") for email in (GINA, MODERATOR))
        assert f"{WORDS}." in mine
        assert f"{WORDS}." in moderators
        assert ("its author is banned" in mine, "its author is banned" in moderators) == (False, True)


def test_nobody_is_offered_to_name_who_is_banned(client_as: ClientAs, written: Post) -> None:
    offered = client_as(LIAM).get(f"/community/threads/{written.thread_id}/mentionable/").json()["people"]
    assert person(GINA).name not in {each["name"] for each in offered}
