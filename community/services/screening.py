"""Before a text is published: how fast its author writes, and whether a moderator looks at it first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from common import markup
from common.pace import check_pace, take_turn
from common.refusal import Unable
from community import permissions, rules
from community.models import CommunityEvent, Post, Revision, SpamWord
from community.rules import Submission

MARKS = ("voted", "followed", "accepted")
"""What readers do without writing."""


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


def check_posts(author: User, *, is_new: bool, at: datetime, refusal: type[Unable]) -> None:
    """Refuse with `too_often` whoever wrote as many posts within an hour as an account may, deleted ones counted."""
    limit = min(rules.NEW_PER_HOUR, settings.POSTS_PER_HOUR) if is_new else settings.POSTS_PER_HOUR
    take_turn(author)
    written = Post.objects.filter(author=author).values_list("at", flat=True)
    check_pace(written, limit=limit, at=at, refusal=refusal)


def check_edits(editor: User, *, at: datetime, refusal: type[Unable]) -> None:
    """Refuse with `too_often` whoever wrote posts anew as often within an hour as an account may."""
    take_turn(editor)
    edited = Revision.objects.filter(editor=editor).values_list("replaced_at", flat=True)
    check_pace(edited, limit=settings.EDITS_PER_HOUR, at=at, refusal=refusal)


def check_marks(person: User, *, at: datetime, refusal: type[Unable]) -> None:
    """Refuse with `too_often` whoever voted, followed and accepted as often within an hour as an account may.

    The history is counted, so that what was taken back counts too. Taking back is never refused: there is no more of
    it than of what it takes back.
    """
    take_turn(person)
    made = CommunityEvent.objects.filter(actor=person, code__in=MARKS).values_list("at", flat=True)
    check_pace(made, limit=settings.VOTES_PER_HOUR, at=at, refusal=refusal)
