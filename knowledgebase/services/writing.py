"""Writing articles: every save is a new text, and no text is ever changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction

from accounts.models import User
from catalog.models import Product, Version
from common import anchors, markup
from common.refusal import Unable
from knowledgebase import permissions, rules
from knowledgebase.models import Article, Category, FormerSlug, Revision
from knowledgebase.services.changes import lock, move, record, require, tell
from knowledgebase.services.files import attach


class UnableToWrite(Unable):
    """Codes: `not_editor`, `wrong_state`, `conflict`, `slug_taken`, `no_title`, `empty`, `too_long`, `no_product`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDraft:
    """What an editor wrote. An empty `slug` is made of the title, and later kept.

    `files` are new ones, `kept` the tokens of those that the article has and that go with this text too.
    """

    title: str
    body: str
    kind: str
    visibility: str
    category: Category
    product: Product | None = None
    versions: Sequence[Version] = ()
    summary: str = ""
    slug: str = ""
    note: str = ""
    files: Sequence[File[Any]] = ()
    kept: Collection[str] = ()


@transaction.atomic
def start_article(*, draft: ArticleDraft, actor: User, at: datetime) -> Article:
    """Write a new article; it is a draft that no reader sees.

    Raises:
        UnableToWrite: by somebody who is no editor, or for a draft that says too little, or an address that is taken.
        UnableToAttach: for files that cannot be taken.
    """
    if rules.Role.EDITOR not in permissions.roles_of(actor):
        raise UnableToWrite("not_editor")
    _require_text(draft)
    slug = draft.slug or rules.slug_of(draft.title, _taken(rules.slug_of(draft.title)))
    _require_free(slug, None)
    article = Article.objects.create(slug=slug, created_at=at, changed_at=at)
    _append(article, draft, 1, actor, at)
    record(article, "written", actor=actor, at=at)
    return article


@transaction.atomic
def revise(*, article: Article, draft: ArticleDraft, known: int, actor: User, at: datetime) -> Article:
    """Write the article again, from the text of the number `known`; what readers get stays until it is approved.

    Raises:
        UnableToWrite: `conflict` when somebody else wrote meanwhile; see `start_article`.
    """
    article = lock(article)
    require(rules.Step.WRITE, article, actor, UnableToWrite)
    _require_text(draft)
    number = article.latest.number if article.latest else 0
    if number != known:
        raise UnableToWrite("conflict")
    if draft.slug and draft.slug != article.slug:
        _readdress(article, draft.slug, actor, at)
    _append(article, draft, number + 1, actor, at)
    record(article, "revised", actor=actor, at=at)
    return article


@transaction.atomic
def restore(*, article: Article, number: int, actor: User, at: datetime) -> Article:
    """Make the text of that number the newest one again, as a draft.

    Raises:
        UnableToWrite: by somebody who is no editor, in a state in which nothing is written, or for an unknown number.
    """
    article = lock(article)
    require(rules.Step.WRITE, article, actor, UnableToWrite)
    found = article.revisions.filter(number=number).first()
    if found is None or article.latest is None:
        raise UnableToWrite("no_such_text")
    _append(article, _draft_of(found), article.latest.number + 1, actor, at)
    record(article, "restored", actor=actor, at=at, restored=number)
    return article


def note_ticket(*, article: Article, actor: User, at: datetime) -> None:
    """Append to the history, in the caller's transaction, that the article was made of a ticket."""
    record(article, "came_of_ticket", actor=actor, at=at)


def rendered(body: str) -> dict[str, Any]:
    """What is kept of a text beside itself: its HTML, in which long code scrolls by the keyboard, and its headings."""
    html, headings = anchors.anchored(markup.html(body))
    return {"html": html.replace("<pre>", '<pre tabindex="0">'), "contents": [asdict(heading) for heading in headings]}


def _append(article: Article, draft: ArticleDraft, number: int, actor: User, at: datetime) -> None:
    made = Revision.objects.create(
        article=article,
        number=number,
        title=draft.title.strip(),
        summary=draft.summary.strip(),
        body=draft.body,
        kind=draft.kind,
        visibility=draft.visibility,
        category=draft.category,
        product=draft.product,
        version_names=", ".join(version.number for version in draft.versions)[:200],
        note=draft.note,
        by=actor,
        at=at,
        **rendered(draft.body),
    )
    made.versions.set(draft.versions)
    attach(article=article, text=made, files=draft.files, kept=draft.kept, actor=actor, at=at)
    move(article, rules.State.DRAFT, at=at, latest=made)


def _readdress(article: Article, slug: str, actor: User, at: datetime) -> None:
    """Give the article another address; the one of before leads to it from now on."""
    _require_free(slug, article)
    FormerSlug.objects.filter(slug=slug).delete()
    FormerSlug.objects.create(slug=article.slug, article=article)
    record(article, "moved", actor=actor, at=at, was=article.slug)
    article.slug = slug
    article.save(update_fields=["slug"])
    if article.published_id:
        tell(article, at)


def _require_free(slug: str, article: Article | None) -> None:
    others = FormerSlug.objects.filter(slug=slug)
    if article:
        others = others.exclude(article=article)
    if slug in rules.RESERVED or Article.objects.filter(slug=slug).exists() or others.exists():
        raise UnableToWrite("slug_taken")


def _taken(stem: str) -> set[str]:
    now = Article.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    return {*now, *FormerSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True)}


def _require_text(draft: ArticleDraft) -> None:
    if not draft.title.strip():
        raise UnableToWrite("no_title")
    if not draft.body.strip():
        raise UnableToWrite("empty")
    if len(draft.body) > rules.MAX_TEXT:
        raise UnableToWrite("too_long")
    if draft.visibility == rules.Visibility.ENTITLED and draft.product is None:
        raise UnableToWrite("no_product")


def _draft_of(text: Revision) -> ArticleDraft:
    return ArticleDraft(
        title=text.title,
        body=text.body,
        kind=text.kind,
        visibility=text.visibility,
        category=text.category,
        product=text.product,
        versions=list(text.versions.order_by("-released_on")),
        summary=text.summary,
        note=f"{text.number}",
        kept=list(text.files.values_list("token", flat=True)),
    )
