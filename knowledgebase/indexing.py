"""What of an article can be found, and by whom: those who read it (`rules.access`), by the keys that they hold.

An entitled article is two texts: all of it for the holders of its product's key, its title alone for everybody who has
logged in. Both are one group, so that nobody finds it twice.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse

from common import markup
from knowledgebase.models import Article, Revision
from knowledgebase.rules import Visibility
from search import services as search
from search.models import SearchDocument
from search.rules import Key
from search.services import Entry

TITLE = ":title"


def changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - what a follower is told
    """Follow "article.changed": let the article be found as its readers get it now."""
    index_articles([int(key)], at=at)


@transaction.atomic
def index_articles(keys: Collection[int], *, at: datetime) -> None:
    """Let the articles of these keys be found as they are, those without a published text not at all."""
    rows = Article.objects.filter(pk__in=keys).live().order_by("pk")
    rows = rows.select_related("published__product").prefetch_related("published__versions")
    entries = [entry for article in rows if article.published for entry in entries_of(article, article.published)]
    search.index(entries, groups=[group_of(key) for key in keys], at=at)


def reindex(at: datetime) -> Iterator[tuple[int, int]]:
    """Index every article again; yields how many of how many are done. What belongs to none goes."""
    keys = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    put = partial(index_articles, at=at)
    yield from search.index_all(kind=SearchDocument.Kind.ARTICLE, keys=keys, group_of=group_of, put=put)
    search.forget_others(kind=SearchDocument.Kind.DOCUMENTATION, groups=[group_of(key) for key in keys])


def group_of(key: int) -> str:
    """The group of the article of that key."""
    return f"article:{key}"


def article_of(group: str) -> int:
    """The key of the article of a group."""
    return int(group.removeprefix("article:"))


def is_title(key: str) -> bool:
    """Whether the document of that key is a title alone."""
    return key.endswith(TITLE)


def entries_of(article: Article, text: Revision) -> Iterator[Entry]:
    """The published text, and its title for those who may know no more."""
    body = f"{text.summary} {markup.words(text.html)}".strip()
    if text.visibility == Visibility.ENTITLED and text.product_id:
        readers = {Key.PRODUCT.of(text.product_id), Key.AGENT.of()}
        yield _entry(article, text, f"{group_of(article.pk)}{TITLE}", {Key.REGISTERED.of()})
        yield _entry(article, text, group_of(article.pk), readers, body)
    else:
        yield _entry(article, text, group_of(article.pk), {_KEYS[text.visibility].of()}, body)


_KEYS = {
    Visibility.PUBLIC.value: Key.PUBLIC,
    Visibility.REGISTERED.value: Key.REGISTERED,
    Visibility.INTERNAL.value: Key.AGENT,
}


def _entry(article: Article, text: Revision, key: str, audience: Collection[str], body: str = "") -> Entry:
    about = f"{text.product.name} {text.version_names}".strip() if text.product else ""
    is_documentation = text.kind == Revision.Kind.DOCUMENTATION
    kind = SearchDocument.Kind.DOCUMENTATION if is_documentation else SearchDocument.Kind.ARTICLE
    return Entry(
        kind=kind.value,
        key=key,
        group=group_of(article.pk),
        url=reverse("knowledgebase:article", args=[article.slug]),
        title=text.title,
        note=about,
        body=body,
        audience=audience,
        at=article.published_at or text.at,
        product=text.product_id,
        versions=[version.pk for version in text.versions.all()],
    )
