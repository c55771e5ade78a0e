"""What readers say of an article."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from knowledgebase.models import Article, Feedback
from knowledgebase.portfolio import reader_of
from knowledgebase.rules import MAX_NOTE, Access, access


class UnableToAnswer(Unable):
    """Codes: `not_readable`."""


@transaction.atomic
def rate(*, article: Article, user: User, is_helpful: bool, reason: str, at: datetime) -> Feedback:
    """Keep whether the article helped `user`; saying it again replaces what was said.

    Raises:
        UnableToAnswer: when it may not read the text.
    """
    text = article.published
    if text is None or access(text.visibility, text.product_id, reader_of(user, at)) is not Access.TEXT:
        raise UnableToAnswer("not_readable")
    said = {
        "revision": text,
        "is_helpful": is_helpful,
        "reason": "" if is_helpful else reason.strip()[:MAX_NOTE],
        "at": at,
    }
    return Feedback.objects.update_or_create(article=article, user=user, defaults=said)[0]
