"""The way of a text to its readers: submitted, approved by somebody else, published at once or later, archived."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from knowledgebase.models import Article
from knowledgebase.rules import State, Step
from knowledgebase.services.changes import lock, move, record, require, tell
from outbox import services as outbox

DUE = "article.due"
NEWS = "article.published"


class UnableToReview(Unable):
    """Codes: `not_editor`, `not_reviewer`, `wrong_state`, `own_text`, `in_the_past`, `no_note`, `file_waits`."""


@transaction.atomic
def submit(*, article: Article, actor: User, at: datetime) -> Article:
    """Ask for the review of the newest text.

    Raises:
        UnableToReview: by somebody who is no editor, or when it is no draft.
    """
    article = _taking(Step.SUBMIT, article, actor)
    move(article, State.IN_REVIEW, at=at)
    record(article, "submitted", actor=actor, at=at)
    return article


@transaction.atomic
def send_back(*, article: Article, note: str, actor: User, at: datetime) -> Article:
    """Say what is missing; the text is a draft again.

    Raises:
        UnableToReview: by somebody who is no reviewer, without a note, or when it is not in review.
    """
    article = _taking(Step.SEND_BACK, article, actor)
    if not note.strip():
        raise UnableToReview("no_note")
    move(article, State.DRAFT, at=at)
    record(article, "sent_back", actor=actor, at=at, note=note.strip())
    return article


@transaction.atomic
def approve(*, article: Article, actor: User, at: datetime, publish_at: datetime | None = None) -> Article:
    """Give the newest text to its readers, at once or at `publish_at`.

    Raises:
        UnableToReview: by somebody who is no reviewer or wrote it, when it is not in review, into the past, or while
            a file of it waits for the virus scan.
    """
    article = _taking(Step.APPROVE, article, actor)
    if article.latest and article.latest.files.filter(removed_at=None, verdict="").exists():
        raise UnableToReview("file_waits")
    if publish_at is None:
        record(article, "approved", actor=actor, at=at)
        _publish(article, actor=actor, at=at)
        return article
    if publish_at <= at:
        raise UnableToReview("in_the_past")
    move(article, State.SCHEDULED, at=at, publish_at=publish_at)
    record(article, "scheduled", actor=actor, at=at, publish_at=publish_at.isoformat())
    outbox.publish(DUE, str(article.pk), at=at, due_at=publish_at)
    return article


@transaction.atomic
def publish_due(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - what a follower is told
    """Follow "article.due": publish the article of that key if its time has come.

    One that was withdrawn, put off or published meanwhile is left alone.
    """
    article = Article.objects.select_for_update().due_by(at).filter(pk=key).first()
    if article:
        _publish(article, actor=None, at=at)


@transaction.atomic
def withdraw(*, article: Article, actor: User, at: datetime) -> Article:
    """Take back a publication that is still ahead; the text is a draft again.

    Raises:
        UnableToReview: by somebody who is no reviewer, or when none is ahead.
    """
    article = _taking(Step.WITHDRAW, article, actor)
    move(article, State.DRAFT, at=at)
    record(article, "withdrawn", actor=actor, at=at)
    return article


@transaction.atomic
def archive(*, article: Article, actor: User, at: datetime) -> Article:
    """Take the article from its readers; writing it again makes a draft of it.

    Raises:
        UnableToReview: by somebody who is no reviewer, or when it is archived or waits for its publication.
    """
    article = _taking(Step.ARCHIVE, article, actor)
    move(article, State.ARCHIVED, at=at, published=None)
    record(article, "archived", actor=actor, at=at)
    tell(article, at)
    return article


def _taking(step: Step, article: Article, actor: User) -> Article:
    locked = lock(article)
    require(step, locked, actor, UnableToReview)
    return locked


def _publish(article: Article, *, actor: User | None, at: datetime) -> None:
    move(article, State.PUBLISHED, at=at, published=article.latest, published_at=at)
    record(article, "published", actor=actor, at=at)
    outbox.publish(NEWS, str(article.pk), at=at)
    tell(article, at)
