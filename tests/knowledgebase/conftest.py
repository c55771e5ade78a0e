"""People and articles that the tests of the knowledge base share."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Product
from knowledgebase import services
from knowledgebase.models import Article, Category
from tests.world import AT

EDITOR, REVIEWER, NEITHER = "agent.emea@vendor.example", "agent.amer@vendor.example", "agent.apac@vendor.example"
ADMINISTRATOR = "admin@vendor.example"
GOLD, LAPSED, STRANGER = "member@goldonly.example", "member@lapsed.example", "stranger@nowhere.example"
SECRET = "onlyforthosewhomayreadit"

Write = Callable[..., services.ArticleDraft]


def user(email: str) -> User:
    return User.objects.get(email=email)


def client_of(email: str) -> Client:
    """A client that is logged in; with no address nobody is."""
    client = Client()
    if email:
        client.force_login(user(email), backend="portal.authentication.Backend")
    return client


def draft(**said: object) -> services.ArticleDraft:
    """An article about Beacon Analytics, which GLD holds with Gold and LAP without."""
    described = {
        "title": "Read the warehouse",
        "summary": f"In short: {SECRET}.",
        "body": f"## First\n\nIt is {SECRET}.\n\n## Then\n\nDone.",
        "kind": "how_to",
        "visibility": "entitled",
        "category": Category.objects.get(slug="operation"),
        "product": Product.objects.get(name="Beacon Analytics"),
    }
    return services.ArticleDraft(**{**described, **said})  # type: ignore[arg-type]


def publish(**said: object) -> Article:
    """An article that an editor wrote and a reviewer approved."""
    made = services.start_article(draft=draft(**said), actor=user(EDITOR), at=AT)
    services.submit(article=made, actor=user(EDITOR), at=AT)
    return services.approve(article=made, actor=user(REVIEWER), at=AT)


@pytest.fixture
def article() -> Article:
    """A published one, for customers with Gold for Beacon Analytics."""
    return publish()
