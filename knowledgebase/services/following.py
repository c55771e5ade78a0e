"""Who is told by mail of new texts: of an article, of a category, about a product."""

import secrets
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog.models import Product
from common.refusal import Unable
from knowledgebase.models import Article, Category, Subscription
from knowledgebase.portfolio import reader_of
from knowledgebase.rules import Access, access

Thing = Article | Category | Product


class UnableToSubscribe(Unable):
    """Code: `not_readable`."""


@transaction.atomic
def subscribe(*, thing: Thing, person: User, at: datetime) -> None:
    """Tell `person` of new texts; a second time changes nothing.

    Raises:
        UnableToSubscribe: to an article of which it may know nothing.
    """
    if isinstance(thing, Article) and _access(thing, person, at) is Access.NOTHING:
        raise UnableToSubscribe("not_readable")
    made = {"token": secrets.token_urlsafe(32), "at": at}
    Subscription.objects.get_or_create(person=person, **_named(thing), defaults=made)


@transaction.atomic
def unsubscribe(*, thing: Thing, person: User) -> None:
    """Tell `person` no more."""
    Subscription.objects.filter(person=person, **_named(thing)).delete()


def subscription_of(token: str) -> Subscription | None:
    """What somebody is told of who holds the secret of a mail."""
    return Subscription.objects.select_related("person", "category", "product").filter(token=token).first()


@transaction.atomic
def end_subscription(*, subscription: Subscription) -> None:
    """End what the secret of a mail named."""
    Subscription.objects.filter(pk=subscription.pk).delete()


def may_read(name: str, email: str, at: datetime) -> bool:
    """Whether the person with that address may read the text of the article with the row `name` now."""
    return _may(name, email, at, {Access.TEXT})


def may_know(name: str, email: str, at: datetime) -> bool:
    """Whether it may know its title at least."""
    return _may(name, email, at, {Access.TEXT, Access.TITLE})


def access_of(article: Article, person: User, at: datetime) -> Access:
    """What `person` gets of the published text."""
    return _access(article, person, at)


def _may(name: str, email: str, at: datetime, enough: set[Access]) -> bool:
    person = User.objects.filter(email=email.lower(), is_active=True).first()
    article = Article.objects.live().select_related("published").filter(pk=name).first()
    return person is not None and article is not None and _access(article, person, at) in enough


def _access(article: Article, person: User, at: datetime) -> Access:
    text = article.published
    return access(text.visibility, text.product_id, reader_of(person, at)) if text else Access.NOTHING


def _named(thing: Thing) -> dict[str, Thing]:
    return {type(thing).__name__.lower(): thing}
