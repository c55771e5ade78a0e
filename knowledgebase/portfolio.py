"""Turns rows into what a reader gets: without the right to the text, no value of here holds any of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from accounts.querysets import is_agent
from catalog.models import Product
from entitlements.portfolio import products_in_force_of
from knowledgebase.models import Article, ArticleFile, Category, Revision
from knowledgebase.rules import Access, Reader, Role, access

Anybody = User | AnonymousUser


@dataclass(frozen=True)
class Entry:
    """An article in a list. `summary` is empty when the reader gets the title only (`is_open` is False)."""

    slug: str
    title: str
    kind: str
    kind_name: str
    visibility: str
    product: str
    category: Category
    version_names: str
    published_at: datetime | None
    is_open: bool
    summary: str
    is_outdated: bool
    fixed_in: str = ""
    is_subscribed: bool = False


@dataclass(frozen=True)
class Text:
    """What an article says, for somebody who may read it."""

    html: SafeString
    contents: Sequence[dict[str, Any]]
    files: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Shelf:
    """A category with its newest articles, and how many there are of it."""

    category: Category
    entries: Sequence[Entry]
    count: int


@dataclass(frozen=True)
class Holder:
    """An agent, and which roles it has here."""

    person: User
    is_editor: bool
    is_reviewer: bool


def holders() -> list[Holder]:
    """All agents who may log in, by name."""
    people = User.objects.filter(is_active=True, agent__isnull=False).prefetch_related("groups").order_by("name", "pk")
    held = [(person, {group.name for group in person.groups.all()}) for person in people]
    return [Holder(person, Role.EDITOR in roles, Role.REVIEWER in roles) for person, roles in held]


def reader_of(user: Anybody, at: datetime) -> Reader:
    """What decides over `user` at `at`; one statement for a customer, none for others."""
    if not isinstance(user, User) or not user.is_active:
        return Reader()
    if is_agent(user):
        return Reader(is_known=True, is_agent=True)
    return Reader(is_known=True, products=products_in_force_of(user.pk, at))


def entry_of(article: Article, reader: Reader) -> Entry:
    """The article as a list shows it to `reader`."""
    text = _text(article)
    is_open = _access(text, reader) is Access.TEXT
    return Entry(
        slug=article.slug,
        title=text.title,
        kind=text.kind,
        kind_name=text.get_kind_display(),
        visibility=text.visibility,
        product=text.product.name if text.product else "",
        category=text.category,
        version_names=text.version_names,
        published_at=article.published_at,
        is_open=is_open,
        summary=text.summary if is_open else "",
        is_outdated=bool(getattr(article, "is_outdated", False)),
        fixed_in=article.fixed_in,
        is_subscribed=bool(getattr(article, "is_subscribed", False)),
    )


def entries_of(articles: Iterable[Article], reader: Reader) -> list[Entry]:
    """Those of which `reader` may know, as a list shows them."""
    return [entry_of(each, reader) for each in articles if _access(_text(each), reader) is not Access.NOTHING]


def text_of(article: Article, reader: Reader) -> Text | None:
    """What the article says to `reader`; None when it gets the title only."""
    text = _text(article)
    if _access(text, reader) is not Access.TEXT:
        return None
    return Text(mark_safe(text.html), text.contents, text.shown)  # noqa: S308 - sanitized when it was saved


def may_have(file: ArticleFile, user: Anybody, at: datetime) -> bool:
    """Whether `user`, behind whose door the file is, gets it at `at`: whoever reads the published text, and agents."""
    reader = reader_of(user, at)
    text = file.article.published
    return reader.is_agent or (text is not None and _access(text, reader) is Access.TEXT)


def shelves(articles: Sequence[Article], reader: Reader, shown: int) -> list[Shelf]:
    """The articles by category, in the vendor's order, `shown` of each."""
    entries = entries_of(articles, reader)
    categories = sorted({entry.category for entry in entries}, key=lambda each: (each.position, each.name))
    found = []
    for category in categories:
        of_it = [entry for entry in entries if entry.category == category]
        found.append(Shelf(category, of_it[:shown], len(of_it)))
    return found


def products() -> list[Product]:
    """Everything that an article can be about, by name."""
    return list(Product.objects.order_by("name"))


def categories() -> list[Category]:
    """Every category, in the vendor's order."""
    return list(Category.objects.in_order())


def _text(article: Article) -> Revision:
    if article.published is None:
        raise LookupError(article.slug)
    return article.published


def _access(text: Revision, reader: Reader) -> Access:
    return access(text.visibility, text.product_id, reader)
