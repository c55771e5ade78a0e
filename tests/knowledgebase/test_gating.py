"""What is for some readers reaches nobody else: on no page, in no list, feed or sitemap (R13)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization
from entitlements.models import Contract
from knowledgebase import services
from knowledgebase.models import Article, Feedback
from tests.knowledgebase.conftest import EDITOR, GOLD, LAPSED, SECRET, STRANGER, client_of, publish, user
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

TITLE = "Read the warehouse"
READERS = {"anonymous": "", "stranger": STRANGER, "lapsed": LAPSED, "gold": GOLD, "agent": EDITOR}
TEXT, NAME, NOTHING = "text", "title", "nothing"
GETS = {
    "public": {"anonymous": TEXT, "stranger": TEXT, "lapsed": TEXT, "gold": TEXT, "agent": TEXT},
    "registered": {"anonymous": NOTHING, "stranger": TEXT, "lapsed": TEXT, "gold": TEXT, "agent": TEXT},
    "entitled": {"anonymous": NOTHING, "stranger": NAME, "lapsed": NAME, "gold": TEXT, "agent": TEXT},
    "internal": {"anonymous": NOTHING, "stranger": NOTHING, "lapsed": NOTHING, "gold": NOTHING, "agent": TEXT},
}
EVERYWHERE = (
    "/kb/",
    "/kb/?category=operation",
    "/kb/?kind=how_to",
    "/kb/?product=beacon-analytics",
    "/kb/connect-the-same/",
    "/kb/connect-the-same/print/",
    "/kb/feed.atom",
    "/sitemap.xml",
)
cases = pytest.mark.parametrize(
    ("visibility", "reader"), [(visibility, reader) for visibility in GETS for reader in READERS]
)


def said(client: Client, url: str) -> str:
    """Everything that an address answers, its headers and those that it leads to included."""
    answer = client.get(url, follow=True)
    return f"{answer.headers} {answer.content.decode()}"


@cases
def test_an_article_says_to_each_reader_what_it_may(visibility: str, reader: str) -> None:
    article = publish(visibility=visibility)
    client, gets = client_of(READERS[reader]), GETS[visibility][reader]
    page, paper = said(client, f"/kb/{article.slug}/"), said(client, f"/kb/{article.slug}/print/")

    assert (TITLE in page) == (gets != NOTHING)
    assert (SECRET in page, SECRET in paper) == (gets == TEXT, gets == TEXT)


@cases
def test_nothing_else_says_more(visibility: str, reader: str) -> None:
    publish(visibility="public", title="Connect the same", summary="", body="All.")
    publish(visibility=visibility)
    client, gets = client_of(READERS[reader]), GETS[visibility][reader]
    answers = {url: said(client, url) for url in EVERYWHERE}

    assert [url for url in EVERYWHERE if SECRET in answers[url] and gets != TEXT] == []
    assert [url for url in EVERYWHERE if TITLE in answers[url] and gets == NOTHING] == []
    assert (TITLE in answers["/kb/"], TITLE in answers["/kb/connect-the-same/"]) == (gets != NOTHING, gets != NOTHING)
    assert (TITLE in answers["/kb/feed.atom"]) == (visibility == "public")
    assert ("read-the-warehouse" in answers["/sitemap.xml"]) == (visibility == "public")


def test_a_lapsed_customer_is_told_why_and_how_to_renew(article: Article) -> None:
    page = client_of(LAPSED).get(f"/kb/{article.slug}/").content.decode()

    assert "For customers with Gold for Beacon Analytics" in page
    assert 'href="/coverage/"' in page


def test_an_article_opens_with_gold_and_closes_with_it(article: Article) -> None:
    contract = Contract.objects.get(organization=Organization.objects.get(key="GLD"))
    client = client_of(GOLD)
    assert SECRET in said(client, f"/kb/{article.slug}/")

    for changed in ({"status": "suspended"}, {"status": "active", "ends_on": AT.date()}):
        Contract.objects.filter(pk=contract.pk).update(**changed)
        assert SECRET not in said(client, f"/kb/{article.slug}/")


def test_a_contact_who_left_reads_no_more(article: Article) -> None:
    user(GOLD).contacts.update(left_at=AT)

    assert SECRET not in said(client_of(GOLD), f"/kb/{article.slug}/")


def test_gold_for_another_product_opens_nothing(article: Article) -> None:
    page = said(client_of("member.london@abc.example"), f"/kb/{article.slug}/")

    assert TITLE in page
    assert SECRET not in page


def test_a_text_that_nobody_approved_is_read_by_nobody(article: Article) -> None:
    hidden = services.revise(
        article=article,
        draft=services.ArticleDraft(
            title="Another title",
            body="unapproved",
            kind="how_to",
            visibility="public",
            category=article.published.category,  # type: ignore[union-attr]
        ),
        known=1,
        actor=user(EDITOR),
        at=AT + timedelta(hours=1),
    )
    for email in READERS.values():
        for url in (*EVERYWHERE, f"/kb/{hidden.slug}/"):
            assert "unapproved" not in said(client_of(email), url)
            assert "Another title" not in said(client_of(email), url)
    assert SECRET in said(client_of(GOLD), f"/kb/{article.slug}/")


def test_who_may_not_read_a_text_says_nothing_of_it(article: Article) -> None:
    for email, status in ((LAPSED, 404), (GOLD, 302)):
        answer = client_of(email).post(f"/kb/{article.slug}/feedback/", {"helpful": "no", "reason": "Too short."})
        assert answer.status_code == status

    assert [(each.user.email, each.reason) for each in Feedback.objects.select_related("user")] == [
        (GOLD, "Too short.")
    ]


def test_an_article_costs_two_statements_for_a_stranger_and_six_for_whoever_logged_in(article: Article) -> None:
    published = publish(visibility="public", title="Open to all")
    for email, slug, most in (("", published.slug, 2), (GOLD, article.slug, 6), (EDITOR, article.slug, 6)):
        client = client_of(email)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(f"/kb/{slug}/").status_code == 200
        asked = [query["sql"] for query in statements if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT"))]
        assert len(asked) <= most, "\n".join(asked)
