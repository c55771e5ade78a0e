"""The list of threads and the page of one: what they show, and at what cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from community.models import Post, Tag, Thread
from tests.community.cast import EDWARD, GINA, LIAM, MODERATOR, ask, person
from tests.community.conftest import ClientAs
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
READ = {"": False, GINA: False, LIAM: True, EDWARD: True, MODERATOR: True}
"""Who reads the history of a thread of Liam's."""
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.fixture
def long_thread() -> Thread:
    """A thread of fifty posts."""
    thread = ask(LIAM)
    authors = [person(email) for email in (LIAM, GINA, MODERATOR)]
    Post.objects.bulk_create(
        Post(thread=thread, author=authors[place % 3], body="So.", html="<p>So.</p>", at=AT + timedelta(minutes=place))
        for place in range(49)
    )
    return thread


@pytest.mark.parametrize(("email", "most"), [("", 2), (LIAM, 5), (MODERATOR, 5)])
@pytest.mark.both
def test_a_thread_of_fifty_posts_costs_few_statements(
    client_as: ClientAs, long_thread: Thread, email: str, most: int
) -> None:
    client = client_as(email)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/community/threads/{long_thread.pk}/")
    assert page.content.decode().count('<li id="post-') == 50
    counted = [query["sql"] for query in asked if not query["sql"].startswith(NOT_COUNTED)]
    assert len(counted) <= most, "\n".join(counted)


@pytest.mark.both
def test_a_thread_names_its_tags_in_their_order_and_has_no_page_beyond_its_last(client_as: ClientAs) -> None:
    thread = ask(LIAM)
    for name in ("zone", "yard", "backup", "api"):
        thread.tags.add(Tag.objects.get_or_create(name=name)[0])
    client, address = client_as(LIAM), f"/community/threads/{thread.pk}/"
    page = client.get(address)

    assert page.context["tags"] == ["api", "backup", "log", "yard", "zone"]
    beyond = [client.get(f"{address}?page={number}").status_code for number in ("2", "9" * 18, "x")]
    assert (page.status_code, beyond) == (200, [404, 404, 200])


@pytest.mark.both
@pytest.mark.parametrize(
    "before", ["x~1", "~", "2026-01-01~9", "0001-01-01T00:00:00+14:00~1", "9999-12-31T23:00:00-14:00~1"]
)
def test_a_place_that_is_none_is_the_beginning(client_as: ClientAs, before: str) -> None:
    first, found = (client_as("").get("/community/", query).context["rows"] for query in ({}, {"before": before}))
    assert found == first != []


def test_a_vote_is_taken_back_by_the_button_that_gave_it(client_as: ClientAs) -> None:
    thread = ask(LIAM)
    client, address = client_as(GINA), f"/community/threads/{thread.pk}/"
    said = []
    for _ in range(3):
        page = HTMLParser(client.get(address).content.decode())
        form: Any = page.css_first('form[action$="/votes/"]')
        state, button = form.css_first("[name=state]").attributes["value"], form.css_first("button")
        said.append((button.attributes["aria-pressed"], button.text(strip=True).partition(":")[0]))
        client.post(form.attributes["action"], {"state": state})

    assert said == [("false", "Useful 0"), ("true", "Useful 1"), ("false", "Useful 0")]


def titles(client_as: ClientAs, query: str, email: str = LIAM) -> list[str]:
    return [row.title for row in client_as(email).get(f"/community/?{query}").context["rows"]]


def test_the_list_is_narrowed_by_product_tag_and_state(client_as: ClientAs) -> None:
    meridian = Thread.objects.get(title__startswith="Workflows restart").category.product_id
    found = titles(client_as, f"product={meridian}&tag=lease&state=solved")
    assert found == ["Workflows restart at 02:00 whenever the backup runs"]


def test_the_list_of_unanswered_threads_holds_no_locked_one(client_as: ClientAs) -> None:
    found = titles(client_as, "state=unanswered")
    assert "How this community works" not in found
    assert any("container" in title for title in found)


def test_a_filter_that_nobody_knows_hides_nothing(client_as: ClientAs) -> None:
    assert titles(client_as, "category=none&product=99999&state=mad") == titles(client_as, "")


def test_an_anonymous_reader_sees_no_thread_of_customers(client_as: ClientAs) -> None:
    assert any("named users" in title for title in titles(client_as, ""))
    assert not any("named users" in title for title in titles(client_as, "", ""))
    assert titles(client_as, "category=customers", "") == titles(client_as, "", "")


def test_the_next_page_goes_on_where_the_first_one_ends(client_as: ClientAs) -> None:
    client = client_as(LIAM)
    first = client.get("/community/")
    second = client.get(first.context["older_url"])
    seen = [row.pk for row in first.context["rows"]] + [row.pk for row in second.context["rows"]]
    assert len(seen) == len(set(seen)) == Thread.objects.count()
    assert first.context["rows"][0].pinned_at


def test_a_deleted_post_of_the_demo_world_is_a_placeholder(client_as: ClientAs) -> None:
    thread = Thread.objects.get(title__startswith="Anything that broke")
    page = client_as("").get(f"/community/threads/{thread.pk}/").content.decode()
    assert "A post was deleted here." in page
    assert "cousin" not in page


def test_the_history_stands_behind_a_link_for_those_who_read_it(client_as: ClientAs) -> None:
    thread = ask(LIAM)
    link = f'href="/community/threads/{thread.pk}/history/"'
    offered = {
        email: link in client_as(email).get(f"/community/threads/{thread.pk}/").content.decode() for email in READ
    }
    assert offered == READ
