"""Files of articles: kept with the text that they were saved with, scanned, and taken out for good."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from knowledgebase import permissions, rules
from knowledgebase.models import Article, ArticleFile, Revision
from knowledgebase.services.changes import lock, record
from uploads import services as uploads
from uploads.models import Scan

PURPOSE = "article"
"""The purpose of uploads for articles."""


class UnableToAttach(Unable):
    """The reasons name the files. Codes: those of `uploads`, `not_editor` and `removed_already`."""


def attach(
    *, article: Article, text: Revision, files: Sequence[File[Any]], kept: Collection[str], actor: User, at: datetime
) -> None:
    """Give `text` the files that are `kept` of earlier texts, by their tokens, and store new ones, in the transaction.

    Raises:
        UnableToAttach: for too many, too large and empty files, and for uploads that cannot be used.
    """
    there = list(article.files.filter(token__in=kept, removed_at=None).order_by("id"))
    try:
        uploads.check(files, PURPOSE)
        made = [_stored(article, file, actor, at) for file in files]
    except Unable as refusal:
        raise UnableToAttach(refusal.code, refusal.reasons) from refusal
    held = [*there, *ArticleFile.objects.bulk_create(made)]
    text.files.set(held)
    text.shown = [as_shown(each) for each in held]
    text.save(update_fields=["shown"])


def as_shown(file: ArticleFile) -> dict[str, Any]:
    """What a text keeps of a file, for its page."""
    return {
        "token": file.token,
        "name": file.name,
        "size": file.size,
        "is_picture": file.content_type in uploads.KINDS,
        "is_removed": file.removed_at is not None,
    }


@transaction.atomic
def remove_file(*, file: ArticleFile, actor: User, at: datetime) -> None:
    """Delete a file for good, out of every text; its name stays.

    Raises:
        UnableToAttach: by somebody who is no editor, or when it was removed before.
    """
    if rules.Role.EDITOR not in permissions.roles_of(actor):
        raise UnableToAttach("not_editor")
    article = lock(file.article)
    if not _remove(file, at):
        raise UnableToAttach("removed_already")
    record(article, "file_removed", actor=actor, at=at, file=file.name)


def scanned(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Note the verdict on the stored file `key`; what is infected is deleted."""
    for file in ArticleFile.objects.filter(file=key, verdict="", removed_at=None).select_related("article"):
        file.verdict = payload["verdict"]
        file.save(update_fields=["verdict"])
        if file.verdict == Scan.Verdict.INFECTED:
            _remove(file, at)
            record(file.article, "file_infected", actor=None, at=at, file=file.name)


def _stored(article: Article, file: File[Any], actor: User, at: datetime) -> ArticleFile:
    facts = asdict(uploads.store(file, owner=actor, folder="articles", at=at))
    verdict = Scan.Verdict.CLEAN.value if facts.pop("scan") == Scan.Verdict.CLEAN else ""
    return ArticleFile(article=article, by=actor, at=at, verdict=verdict, **facts)


def _remove(file: ArticleFile, at: datetime) -> bool:
    """Whether it was there; the texts that name it say from now on that it is gone."""
    if not ArticleFile.objects.filter(pk=file.pk, removed_at=None).update(removed_at=at):
        return False
    file.removed_at = at
    uploads.discard(str(file.file))
    for text in file.revisions.all():
        text.shown = [as_shown(file) if each["token"] == file.token else each for each in text.shown]
        text.save(update_fields=["shown"])
    return True
