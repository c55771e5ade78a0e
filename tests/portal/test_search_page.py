"""The page of the search: what it shows, and what it never shows."""

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from knowledgebase import indexing as articles
from knowledgebase.models import Article, Revision
from search.models import SearchDocument
from search.rules import END, START
from tests.asking import client_of
from tests.pages.registry import Reader
from tests.world import AT
from tickets import indexing
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sessions")]


def page(client: Client, **asked: str) -> LexborHTMLParser:
    """The page that answers a search."""
    return LexborHTMLParser(client.get("/search/", asked).content.decode())


def liams() -> Ticket:
    """A ticket of Liam's."""
    return Ticket.objects.filter(requester__email=Reader.OWNER).kept().latest("pk")


def put(ticket: Ticket, description: str) -> None:
    """Let the ticket say something else, and be found so."""
    Ticket.objects.filter(pk=ticket.pk).update(description_html=description)
    indexing.index_tickets([ticket.pk], at=AT)


def test_what_was_found_is_marked_and_everything_else_is_escaped() -> None:
    put(liams(), f"<p>A {START}nightjar{END} &lt;script&gt;alert(1)&lt;/script&gt;</p>")
    found = page(client_of(Reader.OWNER), q="nightjar")

    assert [node.text() for node in found.css(".search-result mark")] == ["nightjar"]
    snippet = found.css_first(".search-snippet")
    assert snippet is not None
    assert snippet.text() == "A nightjar <script>alert(1)</script>"


@pytest.mark.parametrize(("reader", "bar"), [(None, "topnav"), (Reader.OWNER, "topnav"), (Reader.AGENT, "rail")])
def test_the_search_stands_among_the_places_of_its_reader(reader: Reader | None, bar: str) -> None:
    places = page(client_of(reader) if reader else Client(), q="").css_first("nav[aria-label=Main]")
    assert places is not None
    assert bar in str(places.attributes["class"])


def test_an_index_that_lags_behind_shows_nothing() -> None:
    ticket = liams()
    put(ticket, "<p>nightjar</p>")
    assert page(client_of(Reader.OWNER), q="nightjar").css(".search-result")

    Ticket.objects.filter(pk=ticket.pk).update(is_set_aside=True)
    assert not page(client_of(Reader.OWNER), q="nightjar").css(".search-result")


def test_a_stale_index_shows_no_note_to_the_customers_side() -> None:
    ticket, agent = liams(), User.objects.get(email=Reader.AGENT)
    ticket.notes.create(author=agent, body="nightjar", html="<p>nightjar</p>", at=AT)
    indexing.index_tickets([ticket.pk], at=AT)
    SearchDocument.objects.filter(key__startswith="note:").update(audience="=public")

    assert not page(client_of(Reader.OWNER), q="nightjar").css(".search-result")
    assert page(client_of(Reader.AGENT), q="nightjar").css(".search-note")


def test_kinds_are_counted_and_chosen() -> None:
    put(liams(), "<p>nightjar</p>")
    found = page(client_of(Reader.OWNER), q="nightjar")
    assert [node.text() for node in found.css(".tabs a")] == ["All 1", "Tickets 1"]

    other = page(client_of(Reader.OWNER), q="nightjar", kind="article")
    assert not other.css(".search-result")
    assert "Nothing of this kind" in other.css_first(".empty").text()  # type: ignore[union-attr]


def test_documentation_is_a_kind_that_can_be_chosen_and_stays_behind_its_door() -> None:
    words = "settings that nearly everybody touches"
    found = page(client_of(Reader.OWNER), q=words)
    assert [node.text() for node in found.css(".tabs a")] == ["All 1", "Documentation 1"]
    chosen = page(client_of(Reader.OWNER), q=words, kind="documentation")
    assert [node.text() for node in chosen.css(".search-result a")] == ["Settings of Meridian Server: server.toml"]

    assert not page(client_of(Reader.ANONYMOUS), q=words).css(".search-result")
    Revision.objects.filter(article__slug="meridian-server-toml-reference").update(visibility="internal")
    assert not page(client_of(Reader.OWNER), q=words).css(".search-result")


def test_an_article_that_becomes_documentation_is_found_once() -> None:
    article = Article.objects.select_related("published").get(slug="lattice-first-form")
    assert article.published is not None
    article.published.kind = "documentation"
    article.published.save(update_fields=["kind"])
    for _batch in articles.reindex(AT):
        pass
    rows = SearchDocument.objects.filter(group=articles.group_of(article.pk))
    assert [row.kind for row in rows] == ["documentation"]


def test_somebody_without_a_login_is_told_to_log_in() -> None:
    found = page(client_of(Reader.ANONYMOUS), q="zebrafinch")

    link = found.css_first(".empty a")
    assert link is not None
    assert link.attributes["href"] == "/accounts/login/?next=/search/%3Fq%3Dzebrafinch"


@pytest.mark.parametrize("asked", [{"q": "the", "page": "99"}, {"q": "(", "product": "²"}, {"q": '"', "kind": "<b>"}])
def test_what_makes_no_sense_is_answered(asked: dict[str, str]) -> None:
    assert client_of(Reader.OWNER).get("/search/", asked).status_code == 200
