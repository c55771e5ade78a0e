"""Before a text is published: how fast its author writes, and whether a moderator looks at it first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from common import markup
from common.refusal import Unable
from community import permissions, rules
from community.models import Post, SpamWord
from community.rules import Submission


def submission(author: User, text: str) -> Submission:
    """The text with what is known of its author."""
    published = Post.objects.published().filter(author=author)[: rules.PUBLISHED_TO_BE_ESTABLISHED]
    words = tuple(SpamWord.objects.order_by("id").values_list("text", flat=True))
    seen = rules.links(markup.html(text))
    return Submission(text, len(published), permissions.is_known(author), words, seen)


def held_for(submitted: Submission) -> str:
    """The answer of the first check of `COMMUNITY_CHECKS` that holds the text; "" when none does."""
    for name in settings.COMMUNITY_CHECKS:
        check: Callable[[Submission], str] = import_string(name)
        if code := check(submitted):
            return code
    return ""


def check_pace(author: User, *, is_new: bool, at: datetime, refusal: type[Unable]) -> None:
    """Refuse with `too_often`, and the seconds to wait, whoever wrote as many posts within an hour as an account may.

    Rows are counted, deleted ones too, so that the limit holds whatever a cache forgets.
    """
    limit = min(rules.NEW_PER_HOUR, settings.POSTS_PER_HOUR) if is_new else settings.POSTS_PER_HOUR
    lately = Post.objects.filter(author=author, at__gt=at - rules.AN_HOUR, at__lte=at).order_by("-at")
    reached = list(lately.values_list("at", flat=True)[limit - 1 : limit])
    if reached:
        raise refusal("too_often", (str(round((reached[0] + rules.AN_HOUR - at).total_seconds()) + 1),))
