"""Known issues that are over: in which version, and who is told."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from knowledgebase import permissions, rules
from knowledgebase.models import Article, Revision
from knowledgebase.services.changes import lock, record, tell
from outbox import services as outbox

FIXED = "article.fixed"


class UnableToFix(Unable):
    """Codes: `not_editor`, `no_issue`, `fixed_already`, `not_fixed`, `no_version`."""


@transaction.atomic
def mark_fixed(*, article: Article, fixed_in: str, actor: User, at: datetime) -> Article:
    """Say in which version the known issue is fixed; whoever filed a ticket that has it is told.

    Raises:
        UnableToFix: by somebody without a role, for anything but a published known issue, or without a version.
    """
    article = _locked(article, actor)
    if article.fixed_at:
        raise UnableToFix("fixed_already")
    if not fixed_in.strip():
        raise UnableToFix("no_version")
    article.fixed_in, article.fixed_at = fixed_in.strip()[: rules.LONGEST_FIX], at
    article.save(update_fields=["fixed_in", "fixed_at"])
    record(article, "fixed", actor=actor, at=at, fixed_in=article.fixed_in)
    outbox.publish(FIXED, str(article.pk), at=at)
    tell(article, at)
    return article


@transaction.atomic
def mark_open(*, article: Article, actor: User, at: datetime) -> Article:
    """Say that the issue is back; nobody is told.

    Raises:
        UnableToFix: as above, or when it is not fixed.
    """
    article = _locked(article, actor)
    if not article.fixed_at:
        raise UnableToFix("not_fixed")
    article.fixed_in, article.fixed_at = "", None
    article.save(update_fields=["fixed_in", "fixed_at"])
    record(article, "unfixed", actor=actor, at=at)
    tell(article, at)
    return article


def _locked(article: Article, actor: User) -> Article:
    if not permissions.roles_of(actor):
        raise UnableToFix("not_editor")
    held = lock(article)
    text = Revision.objects.filter(pk=held.published_id or 0).first()
    if text is None or text.kind != Revision.Kind.KNOWN_ISSUE:
        raise UnableToFix("no_issue")
    return held
