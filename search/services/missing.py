"""What is looked for in vain: noted for the report of answers, so much a day that nobody fills the table."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from search import rules
from search.models import EmptySearch

TYPING = timedelta(minutes=2)
"""Within it, what goes on where an empty search ended is the same search."""
A_DAY = timedelta(days=1)
MOST_A_DAY = 200
"""So many searches of one writer are noted within a day."""


@transaction.atomic
def note_nothing(text: str, *, user: User | None, at: datetime) -> None:
    """Note that a search found nothing. What its writer goes on typing takes the place of what it typed before.

    All who are not logged in are one writer: only what goes on where the last one ended is taken for the same search.
    A writer's words count once a day, and what it looks for beyond `MOST_A_DAY` is not noted.
    """
    words = " ".join(rules.words(text))[:200]
    if not words:
        return
    lately = list(EmptySearch.objects.filter(user=user, at__gt=at - A_DAY).order_by("-id")[:MOST_A_DAY])
    last = lately[0] if lately and lately[0].at > at - TYPING else None
    if last and rules.goes_on(last.words, words):
        EmptySearch.objects.filter(pk=last.pk).update(words=max(last.words, words, key=len), at=at)
    elif len(lately) < MOST_A_DAY and words not in {each.words for each in lately}:
        EmptySearch.objects.create(words=words, user=user, at=at)


def forget_searches(at: datetime) -> int:
    """Forget what was looked for in vain longer than `EMPTY_SEARCH_DAYS` ago; returns how many were forgotten."""
    old = EmptySearch.objects.filter(at__lte=at - timedelta(days=settings.EMPTY_SEARCH_DAYS))
    forgotten, _each = old.delete()
    return forgotten
