"""A known issue is fixed: whoever filed a ticket that has it is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from knowledgebase import indexing as articles
from knowledgebase.models import Article, Revision
from knowledgebase.rules import Access
from knowledgebase.services import access_of
from notifications.services import News, notify
from portal.bridges.services import Explains
from search import services as search
from tickets import services as tickets
from tickets.models import Ticket

GROUP = "ticket:"


def known_issue_fixed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Follow "article.fixed": say so in each ticket that has the issue, and tell its requester.

    Whoever may not know of the article is told nothing; its ticket says it to agents alone. One who may not read the
    text gets its title, and the version.
    """
    article = Article.objects.live().select_related("published").filter(pk=key).exclude(fixed_at=None).first()
    if article is None or article.published is None:
        return
    named = search.referred_by(articles.group_of(article.pk), Explains)
    keys = [int(group.removeprefix(GROUP)) for group in named if group.startswith(GROUP)]
    for ticket in Ticket.objects.kept().filter(pk__in=keys).select_related("requester").order_by("pk"):
        _tell(ticket, article, article.published, at)


def _tell(ticket: Ticket, article: Article, text: Revision, at: datetime) -> None:
    is_hidden = access_of(article, ticket.requester, at) is Access.NOTHING
    if ticket.events.filter(code="issue_fixed", data__fix=_fix(article)).exists():
        return  # news may be told twice
    said = {"version": article.fixed_in, "fix": _fix(article)}
    tickets.note_known_issue(
        ticket=ticket, code="issue_fixed", issue=text.title, actor=None, at=at, is_internal=is_hidden, **said
    )
    if not is_hidden:
        _notify(ticket, article, text, at)


def _fix(article: Article) -> str:
    """What tells this fix of the article from one before."""
    return f"{article.pk}:{article.fixed_at:%Y-%m-%dT%H:%M:%S}"


def _notify(ticket: Ticket, article: Article, text: Revision, at: datetime) -> None:
    news = News(
        kind="progress",
        code="issue_fixed",
        about=f"ticket:{ticket.reference}",
        event=f"article.fixed:{_fix(article)}:{ticket.reference}",
        title=ticket.subject,
        url=reverse("tickets:ticket", args=[ticket.reference]),
        mail="bridges/mail/fixed",
        door=f"ticket:{ticket.reference}",
        what=article.fixed_in,
        facts={
            "reference": ticket.reference,
            "subject": ticket.subject,
            "title": text.title,
            "version": article.fixed_in,
            "article_url": reverse("knowledgebase:article", args=[article.slug]),
        },
    )
    notify(reader=ticket.requester, news=news, at=at)
