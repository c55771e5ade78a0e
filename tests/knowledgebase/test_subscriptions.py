"""Who is told by mail of new texts, and of a known issue that is fixed; each as much as it may read."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Organization
from catalog.models import Product
from entitlements.models import Contract
from knowledgebase import services
from knowledgebase.models import Article, Category, Revision, Subscription
from outbox.models import OutboundMessage
from outbox.services import deliver_due
from portal.followers import ask, handlers
from tests.knowledgebase.conftest import EDITOR, GOLD, LAPSED, REVIEWER, SECRET, client_of, draft, publish, user
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(autouse=True)
def _quiet() -> None:
    OutboundMessage.objects.all().delete()


def mails(name: str = "knowledgebase/mail/published") -> dict[str, OutboundMessage]:
    """The mails that are owed once all news have been told, by their reader."""
    deliver_due(handlers={"topic": handlers(AT)["topic"]}, at=AT)
    return {mail.recipient: mail for mail in OutboundMessage.objects.filter(kind="mail", name=name)}


def follow(thing: services.Thing, *emails: str) -> None:
    for email in emails:
        services.subscribe(thing=thing, person=user(email), at=AT)


def test_each_is_told_as_much_as_it_may_read() -> None:
    follow(Product.objects.get(name="Beacon Analytics"), GOLD, LAPSED)
    publish()
    owed = mails()

    assert set(owed) == {GOLD, LAPSED}
    assert SECRET in owed[GOLD].payload["summary"]
    assert SECRET not in str(owed[LAPSED].payload)
    assert not owed[LAPSED].payload["is_open"]


def test_nobody_is_told_of_what_it_may_not_know() -> None:
    follow(Category.objects.get(slug="operation"), GOLD, LAPSED)
    publish(visibility="internal")

    assert mails() == {}


def test_whoever_follows_everything_is_told_once() -> None:
    article = publish()
    for thing in (article, Category.objects.get(slug="operation"), Product.objects.get(name="Beacon Analytics")):
        follow(thing, GOLD)
    OutboundMessage.objects.all().delete()
    services.revise(article=article, draft=draft(), known=1, actor=user(EDITOR), at=AT)
    services.submit(article=article, actor=user(EDITOR), at=AT)
    services.approve(article=article, actor=user("agent.amer@vendor.example"), at=AT)

    owed = list(OutboundMessage.objects.filter(pk__in=[mail.pk for mail in mails().values()]))
    assert [(mail.recipient, mail.payload["is_new"]) for mail in owed] == [(GOLD, False)]


def test_a_mail_that_waits_is_dropped_once_gold_is_over() -> None:
    follow(Product.objects.get(name="Beacon Analytics"), GOLD)
    publish()
    guard = mails()[GOLD].guard
    ask(guard, AT)
    Contract.objects.filter(organization=Organization.objects.get(key="GLD")).update(status="suspended")

    with pytest.raises(Exception, match="may no longer read"):
        ask(guard, AT)


def test_the_secret_of_a_mail_ends_it_without_a_login() -> None:
    product, category = Product.objects.get(name="Beacon Analytics"), Category.objects.earliest("pk")
    follow(product, GOLD)
    follow(product, LAPSED)
    follow(category, GOLD)
    publish()
    address, client = mails()[GOLD].payload["unsubscribe_url"], Client()

    assert "Do you want no more mails" in client.get(address).content.decode()
    assert Subscription.objects.count() == 3
    client.post(address)
    still = Subscription.objects.values_list("person__email", "product", "category")
    assert set(still) == {(LAPSED, product.pk, None), (GOLD, None, category.pk)}
    assert client.get(address).status_code == 404


def test_the_page_that_ends_mails_names_no_article_that_their_reader_may_not_know() -> None:
    article = publish(visibility="registered")
    follow(article, LAPSED)
    address = f"/kb/subscriptions/{Subscription.objects.get(article=article).token}/end/"
    assert "Read the warehouse" in Client().get(address).content.decode()

    Revision.objects.filter(article=article).update(visibility="internal")
    hidden = Client().get(address).content.decode()
    assert ("about this article?" in hidden, "Read the warehouse" in hidden) == (True, False)
    services.archive(article=article, actor=user(REVIEWER), at=AT)
    assert "about this article?" in Client().get(address).content.decode()


def test_an_article_is_subscribed_to_on_its_page_and_left_in_the_list() -> None:
    article, client = publish(), client_of(GOLD)
    client.post("/kb/subscriptions/", {"kind": "article", "to": article.slug, "state": "on"})
    assert "Unsubscribe" in client.get(f"/kb/{article.slug}/").content.decode()
    assert "Read the warehouse" in client.get("/kb/subscriptions/").content.decode()

    client.post("/kb/subscriptions/", {"kind": "article", "to": article.slug, "state": "off", "from": "list"})
    assert not Subscription.objects.exists()
    hidden = publish(visibility="internal", title="Only for us")
    assert client.post("/kb/subscriptions/", {"kind": "article", "to": hidden.slug}).status_code == 404
    assert client.post("/kb/subscriptions/", {"kind": "nothing", "to": "x"}).status_code == 404


def test_a_known_issue_is_fixed_once_and_may_come_back() -> None:
    issue = publish(kind="known_issue")
    fixed = services.mark_fixed(article=issue, fixed_in="Beacon 2026.2", actor=user(EDITOR), at=AT)
    assert "Fixed in Beacon 2026.2" in client_of(GOLD).get(f"/kb/{issue.slug}/").content.decode()

    with pytest.raises(services.UnableToFix, match="fixed_already"):
        services.mark_fixed(article=fixed, fixed_in="Beacon 2026.3", actor=user(EDITOR), at=AT)
    services.mark_open(article=fixed, actor=user(EDITOR), at=AT + timedelta(days=1))
    assert Article.objects.get(pk=issue.pk).fixed_in == ""


def test_only_a_published_known_issue_is_fixed_and_only_by_editors() -> None:
    with pytest.raises(services.UnableToFix, match="no_issue"):
        services.mark_fixed(article=publish(), fixed_in="1", actor=user(EDITOR), at=AT)
    with pytest.raises(services.UnableToFix, match="no_version"):
        services.mark_fixed(article=publish(kind="known_issue"), fixed_in=" ", actor=user(EDITOR), at=AT)
    with pytest.raises(services.UnableToFix, match="not_editor"):
        services.mark_fixed(article=publish(kind="known_issue"), fixed_in="1", actor=user(GOLD), at=AT)


def test_editors_are_shown_what_is_outdated() -> None:
    page = client_of(EDITOR).get("/kb/outdated/").content.decode()

    assert "The log of Meridian Server 3.2" in page or "3.2" in page
    assert client_of("agent.apac@vendor.example").get("/kb/outdated/").status_code == 403


@pytest.mark.parametrize("kind", ["article", "category", "product"])
def test_a_name_that_no_database_takes_is_of_nothing(kind: str) -> None:
    assert client_of(GOLD).post("/kb/subscriptions/", {"kind": kind, "to": "a\0b"}).status_code == 404
