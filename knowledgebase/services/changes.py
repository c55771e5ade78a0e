"""What every change of an article does: lock it, append an event, tell those who follow."""

from datetime import datetime
from typing import Any

from accounts.models import User
from common.refusal import Unable
from knowledgebase import permissions, rules
from knowledgebase.models import Article, ArticleEvent, Revision
from outbox import services as outbox

CHANGED = "article.changed"


def lock(article: Article) -> Article:
    """The article as it is now, held until the transaction ends."""
    return Article.objects.select_for_update().get(pk=article.pk)


def require(step: rules.Step, article: Article, actor: User, error: type[Unable]) -> None:
    """Let `actor` take `step` with the article as it stands.

    Raises:
        Unable: of the class `error`, with the code of `rules.refusal`.
    """
    roles = permissions.roles_of(actor)
    if code := rules.refusal(step, article.state, roles, is_author=is_author(article, actor)):
        raise error(code)


def is_author(article: Article, actor: User) -> bool:
    """Whether `actor` wrote any text of the article that nobody has approved yet."""
    return Revision.objects.since_publication(article).filter(by=actor).exists()


def record(article: Article, code: str, *, actor: User | None, at: datetime, **data: Any) -> None:
    """Append what happened to the article's history."""
    number = article.latest.number if article.latest else 0
    ArticleEvent.objects.create(article=article, code=code, actor=actor, at=at, data={"number": number, **data})


def move(article: Article, state: rules.State, *, at: datetime, **fields: Any) -> None:
    """Put the article into `state`; what else changes with it stands in `fields`."""
    for name, value in {"state": state.value, "publish_at": None, "changed_at": at, **fields}.items():
        setattr(article, name, value)
    article.save(update_fields=["state", "publish_at", "changed_at", *fields])


def tell(article: Article, at: datetime) -> None:
    """Let those who follow know that what readers get has changed."""
    outbox.publish(CHANGED, str(article.pk), at=at)
