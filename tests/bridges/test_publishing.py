"""From a ticket to an article or a thread: nothing private passes by itself, and nothing unseen."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from community.models import Thread
from knowledgebase.models import Article
from search.models import Reference
from tests.bridges.conftest import EDWARD, GINA, LIAM, NOTE, client_of
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def page(answer: object) -> LexborHTMLParser:
    return LexborHTMLParser(answer.content.decode())  # type: ignore[attr-defined]


def filled(found: LexborHTMLParser) -> dict[str, object]:
    """What the form of a page would send, confirmed."""
    data: dict[str, object] = {"sure": "yes", "do": "publish"}
    for node in found.css("main form input[type=hidden], main form input[type=text]"):
        if name := node.attributes.get("name"):
            data[name] = node.attributes.get("value") or ""
    for node in found.css("main form textarea"):
        data[str(node.attributes["name"])] = node.text().removeprefix("\n")
    data["parts"] = [
        node.attributes["value"] for node in found.css("input[name=parts]") if "checked" in node.attributes
    ]
    for node in found.css("main form select"):
        chosen = node.css_first("option[selected]") or node.css_first("option")
        data[str(node.attributes["name"])] = chosen.attributes["value"] if chosen else ""
    return data


def test_a_page_proposes_words_without_anything_private(ticket: Ticket) -> None:
    found = page(client_of(EDWARD).get(f"/tickets/{ticket.reference}/thread/"))
    words = {node.attributes["name"]: node.text() for node in found.css("main textarea")}

    for piece in ("db1.abc.internal", "liam.hart@abc.example", "hunter22x", "Liam"):
        assert piece not in str(words)
    assert "Set renew_before = 20 in server.toml" in words["answer"]
    assert "hunter22x" in found.css_first("table.diff del").text() + found.css_first("table.diff").text()  # type: ignore[union-attr]


def test_no_note_is_ever_offered(ticket: Ticket) -> None:
    for end in ("thread", "article"):
        assert NOTE not in client_of(EDWARD).get(f"/tickets/{ticket.reference}/{end}/").content.decode()


def test_a_thread_is_asked_with_its_answer_once_somebody_confirmed(ticket: Ticket) -> None:
    client, url = client_of(EDWARD), f"/tickets/{ticket.reference}/thread/"
    data = filled(page(client.get(url)))

    assert client.post(url, {name: value for name, value in data.items() if name != "sure"}).status_code == 422
    answer = client.post(url, data)

    thread = Thread.objects.latest("pk")
    assert answer.headers["Location"] == f"/community/threads/{thread.pk}/"
    assert (thread.author.email, thread.title) == (EDWARD, "A node of [customer] loses its lease")
    assert thread.accepted is not None
    assert not {"hunter22x", "Liam"} & set(str(list(thread.posts.values_list("body", flat=True))).split())
    assert Reference.objects.filter(source=f"ticket:{ticket.pk}", target=f"thread:{thread.pk}").exists()


def test_words_that_nobody_has_seen_are_shown_first(ticket: Ticket) -> None:
    client, url = client_of(EDWARD), f"/tickets/{ticket.reference}/thread/"
    data = filled(page(client.get(url)))
    before = Thread.objects.count()

    answer = client.post(url, {**data, "answer": "Ask mei@abc.example about it."})

    assert answer.status_code == 409
    assert Thread.objects.count() == before
    shown = filled(page(answer))
    assert shown["answer"] == "Ask [e-mail removed] about it."
    assert client.post(url, shown).status_code == 302


def test_what_may_stay_stays(ticket: Ticket) -> None:
    client, url = client_of(EDWARD), f"/tickets/{ticket.reference}/thread/"
    data = filled(page(client.get(url)))

    shown = filled(page(client.post(url, {**data, "do": "show", "keep": ["db1.abc.internal"], "also": "renew_before"})))
    assert "db1.abc.internal" in str(shown["question"])
    assert "[removed] = 20" in str(shown["answer"])
    assert "hunter22x" not in str(shown)


def test_an_article_begins_as_a_draft_of_the_ticket(ticket: Ticket) -> None:
    client, url = client_of(EDWARD), f"/tickets/{ticket.reference}/article/"

    answer = client.post(url, filled(page(client.get(url))))

    article = Article.objects.latest("pk")
    assert answer.headers["Location"] == f"/kb/{article.slug}/manuscript/"
    assert article.latest is not None
    assert (article.state, article.latest.visibility, article.latest.version_names) == ("draft", "registered", "5.1")
    assert "## Solution" in article.latest.body
    assert "hunter22x" not in article.latest.body
    assert "Draft of an article" in client.get(f"/references/ticket/{ticket.reference}/").content.decode()


@pytest.mark.parametrize("end", ["thread", "article", "known-issues"])
def test_customers_and_other_desks_find_no_bridge(ticket: Ticket, end: str) -> None:
    for email in (LIAM, GINA, "agent.apac@vendor.example"):
        assert client_of(email).get(f"/tickets/{ticket.reference}/{end}/").status_code == 404


def test_somebody_who_is_no_editor_writes_no_article(ticket: Ticket) -> None:
    lead = client_of("lead.emea@vendor.example")
    assert lead.get(f"/tickets/{ticket.reference}/article/").status_code == 403
    assert lead.get(f"/tickets/{ticket.reference}/thread/").status_code == 200
