"""Who is told of a new text: its subscribers, each as much as it may read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from knowledgebase.models import Article, Revision, Subscription
from knowledgebase.rules import Access
from knowledgebase.services.following import access_of
from notifications.services import News, notify


def published(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Follow "article.published": tell everybody who subscribed to the article, its category or its product, once.

    Whoever may not read the text gets its title and the way to it; of an article that it may not know nothing.
    """
    article = Article.objects.live().select_related("published__product", "published__category").filter(pk=key).first()
    if article is None or article.published is None:
        return
    told: set[int] = set()
    for each in Subscription.objects.told_of(article).select_related("person").order_by("id"):
        if each.person_id not in told:
            told.add(each.person_id)
            _tell(article, article.published, each, at)


def _tell(article: Article, text: Revision, subscription: Subscription, at: datetime) -> None:
    reader = subscription.person
    gets = access_of(article, reader, at)
    if gets is Access.NOTHING or reader.pk == text.by_id:
        return
    is_open = gets is Access.TEXT
    news = News(
        kind="article",
        code="article_new" if text.number == 1 else "article_changed",
        about=f"article:{article.pk}",
        event=f"article.published:{article.pk}:{text.number}",
        title=text.title,
        url=reverse("knowledgebase:article", args=[article.slug]),
        mail="knowledgebase/mail/published",
        door=f"{'article' if is_open else 'article-title'}:{article.pk}",
        facts={
            "title": text.title,
            "summary": text.summary if is_open else "",
            "product": text.product.name if text.product else "",
            "is_open": is_open,
            "is_new": text.number == 1,
            "unsubscribe_url": reverse("knowledgebase:unsubscribe", args=[subscription.token]),
        },
    )
    notify(reader=reader, news=news, at=at)
