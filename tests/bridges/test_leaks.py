"""A lapsed customer learns the titles of entitled articles, why they are closed and how to renew; never a word more."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.test import Client

from catalog.models import Product
from knowledgebase import indexing
from knowledgebase import services as knowledgebase
from knowledgebase.models import Article, ArticleFile, Revision
from outbox.models import OutboundMessage
from outbox.services import deliver_due
from portal.followers import handlers
from search.portfolio import keys_of
from search.services import Narrow, find, refer
from tests.knowledgebase.conftest import EDITOR, GOLD, LAPSED, SECRET, STRANGER, client_of, publish, user
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

TITLE, OPEN = "Read the warehouse", "Connect the same"
TYPED = {"token": "leaks", "subject": TITLE, "description": SECRET, "kind": "break-fix"}
Ask = Callable[[Client], str]


def get(url: str, **asked: str) -> Ask:
    """What an address answers, those that it leads to included."""

    def ask(client: Client) -> str:
        answer = client.get(url, asked, follow=True)
        return f"{answer.headers} {answer.content.decode()}"

    return ask


def suggested(client: Client) -> str:
    """What is suggested to somebody who types the title, and what lies behind it."""
    page = client.post("/search/suggest/", TYPED).content.decode()
    links = [part.split('"')[0] for part in page.split('href="')[1:] if part.startswith("/search/suggestions/leaks/")]
    return page + "".join(client.get(link, follow=True).content.decode() for link in links if "community" not in link)


def files(client: Client) -> str:
    """The file of the article, which says the same as its text."""
    answer = client.get(f"/kb/files/{ArticleFile.objects.get(name='read.txt').token}/", follow=True)
    body = b"".join(answer) if answer.streaming else answer.content
    return f"{answer.headers} {body.decode()}"


SURFACES: dict[str, Ask] = {
    "file": files,
    "page": get("/kb/read-the-warehouse/"),
    "paper": get("/kb/read-the-warehouse/print/"),
    "shelves": get("/kb/"),
    "category": get("/kb/?category=operation"),
    "related": get("/kb/connect-the-same/"),
    "search": get("/search/", q=TITLE),
    "feed": get("/kb/feed.atom"),
    "sitemap": get("/sitemap.xml"),
    "references": get("/references/article/connect-the-same/"),
    "subscriptions": get("/kb/subscriptions/"),
    "suggestions": suggested,
    "export": get("/reports/answers/export.csv"),
    "inbox": get("/inbox/"),
    "home": get("/"),
}
TITLED = {"page", "paper", "shelves", "category", "related", "search", "references", "subscriptions", "suggestions"}


@pytest.fixture
def entitled() -> Article:
    """An article for customers with Gold for its product, near a public one that names it."""
    closed = publish(files=[ContentFile(f"It is {SECRET}.".encode(), "read.txt")])
    near = publish(visibility="public", title=OPEN, summary="", body="All.")
    indexing.index_articles([closed.pk, near.pk], at=AT)
    refer(
        source=indexing.group_of(closed.pk), target=indexing.group_of(near.pk), kind="made_into", by=user(EDITOR), at=AT
    )
    for email in (GOLD, LAPSED):
        knowledgebase.subscribe(thing=closed, person=user(email), at=AT)
    return closed


@pytest.mark.usefixtures("entitled")
def test_a_lapsed_customer_gets_titles_and_no_word_of_the_text() -> None:
    said = {name: ask(client_of(LAPSED)) for name, ask in SURFACES.items()}

    assert [name for name, text in said.items() if SECRET in text] == []
    assert {name for name, text in said.items() if TITLE in text} == TITLED
    assert "See what to renew" in said["page"]
    assert SECRET not in get("/search/", q=SECRET)(client_of(LAPSED)).replace(f'value="{SECRET}"', "").replace(
        f"{SECRET} ·", ""
    )


@pytest.mark.usefixtures("entitled")
def test_a_customer_with_gold_reads_it_where_the_lapsed_one_does_not() -> None:
    said = {name: ask(client_of(GOLD)) for name, ask in SURFACES.items()}

    assert {name for name, text in said.items() if SECRET in text} >= {"page", "paper", "shelves", "file"}


@pytest.mark.parametrize(("email", "many"), [("", 0), (STRANGER, 0), (LAPSED, 0), (GOLD, 0), (EDITOR, 1)])
def test_no_facet_counts_what_its_reader_may_not_know(email: str, many: int, entitled: Article) -> None:
    Revision.objects.filter(article=entitled).update(visibility="internal")
    indexing.index_articles([entitled.pk], at=AT)
    results = find(SECRET, keys=keys_of(user(email) if email else AnonymousUser(), AT), narrow=Narrow(), at=AT)

    assert (results.count, results.kinds.get("article", 0), sum(results.products.values())) == (many, many, many)
    page = client_of(email).get("/search/", {"q": SECRET}).content.decode()
    assert many or "Articles" not in page.partition("<h1")[2]


@pytest.mark.parametrize("email", ["", STRANGER, LAPSED])
def test_an_internal_article_is_nowhere(email: str, entitled: Article) -> None:
    Revision.objects.filter(article=entitled).update(visibility="internal")
    indexing.index_articles([entitled.pk], at=AT)
    for name, ask in SURFACES.items():
        text = ask(client_of(email))
        assert SECRET not in text, name
        assert TITLE not in text.replace(f'value="{TITLE}"', "").replace(f"{TITLE} ·", ""), name


def test_a_mail_says_no_more_than_the_page() -> None:
    product = Product.objects.get(name="Beacon Analytics")
    for email in (GOLD, LAPSED):
        knowledgebase.subscribe(thing=product, person=user(email), at=AT)
    OutboundMessage.objects.all().delete()
    publish()
    deliver_due(handlers={"topic": handlers(AT)["topic"]}, at=AT)
    owed = {mail.recipient: str(mail.payload) for mail in OutboundMessage.objects.filter(kind="mail")}

    assert (SECRET in owed[GOLD], SECRET in owed[LAPSED]) == (True, False)
    assert TITLE in owed[LAPSED]
    inbox = SURFACES["inbox"](client_of(LAPSED))
    assert (TITLE in inbox, SECRET in inbox) == (True, False)
