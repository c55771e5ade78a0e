"""What readers see: the shelves, an article, the same on paper, and their answer to it."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import readers
from accounts.models import User
from accounts.querysets import is_agent
from common import digits
from common.http import Request, query_with, visitor_of
from common.statements import Statement, partly
from knowledgebase import permissions, portfolio, services
from knowledgebase.forms import FeedbackForm
from knowledgebase.models import Article, Revision
from knowledgebase.querysets import ArticleQuerySet
from knowledgebase.rules import Reader, Role
from knowledgebase.views.access import elsewhere, shell_of
from knowledgebase.views.shown_files import shown

SHELVED = 300
SHOWN = 8
PAGE = 30


@require_safe
def index(request: Request) -> HttpResponse:
    """The shelves: the newest articles of each category; of one category, or of one kind, all of them."""
    chosen = {name: request.GET.get(name, "") for name in ("product", "category", "kind")}
    visitor = visitor_of(request)
    reader = portfolio.reader_of(visitor, request.at)
    rows = _chosen(Article.objects.visible_to(visitor).with_titles().outdated_on(request.at.date()), chosen)
    context: dict[str, Any] = {
        "shell": shell_of(request),
        "products": portfolio.products(),
        "kinds": Revision.Kind.choices,
        "chosen": chosen,
        "knows": reader.is_known,
        "works": reader.is_agent and bool(permissions.roles_of(request.user)),
    }
    if chosen["category"] or chosen["kind"]:
        return render(request, "knowledgebase/list.html", {**context, **_page(request, rows, reader)})
    found = portfolio.shelves(list(rows.newest_first()[:SHELVED]), reader, SHOWN)
    return render(request, "knowledgebase/index.html", {**context, "shelves": found})


@require_safe
def article(request: Request, slug: str) -> HttpResponse:
    """An article with its contents and what is related; without the right to its text the reason and the way to it."""
    visitor = visitor_of(request)
    agent = visitor.agent.pk if isinstance(visitor, User) and is_agent(visitor) else None
    reads = {"reader": visitor.pk, "agent": agent}
    rows = _ARTICLE.rows(request.at.date(), slug=slug, **reads)
    if not rows:
        return elsewhere(request, slug, "knowledgebase:article")
    [found] = rows
    reader = portfolio.reader_of(visitor, request.at)
    published = found.published
    about = {"product": published.product_id, "category": published.category_id, "kind": published.kind}
    related = _RELATED.rows(article=found.pk, **about, **reads)
    text = portfolio.text_of(found, reader)
    context = {
        "shell": shell_of(request),
        "entry": portfolio.entry_of(found, reader),
        "text": text,
        "files": shown(text.files, text.html) if text else [],
        "related": portfolio.entries_of(related, reader),
        "answer": getattr(found, "was_helpful", None),
        "asks": reader.is_known,
        "writes": reader.is_agent and Role.EDITOR in permissions.roles_of(request.user),
    }
    return render(request, "knowledgebase/article.html", context)


def _article(on: date, *, slug: str, reader: int | None, agent: int | None) -> ArticleQuerySet:
    who = readers.visitor(reader, agent=agent)
    rows = Article.objects.visible_to(who).select_related("published__category", "published__product")
    rows = rows.outdated_on(on).filter(slug=slug)
    return rows.with_answer_of(who).with_subscription_of(who) if isinstance(who, User) else rows


def _related(
    *, article: int, product: int | None, category: int, kind: str, reader: int | None, agent: int | None
) -> ArticleQuerySet:
    about = partly(Article, id=article)
    about.published = partly(Revision, id=0, product_id=product, category_id=category, kind=kind)
    return Article.objects.visible_to(readers.visitor(reader, agent=agent)).with_titles().related_to(about)


_ARTICLE, _RELATED = Statement(_article), Statement(_related)
"""An article is read more often than anything else is asked: its statements are written once, the first for a day."""


@require_safe
def printed(request: Request, slug: str) -> HttpResponse:
    """An article on paper, for somebody who may read its text."""
    visitor = visitor_of(request)
    rows = Article.objects.visible_to(visitor).select_related("published__category", "published__product")
    found = rows.filter(slug=slug).first()
    if found is None:
        return elsewhere(request, slug, "knowledgebase:print")
    reader = portfolio.reader_of(visitor, request.at)
    text = portfolio.text_of(found, reader)
    if text is None:
        return redirect("knowledgebase:article", slug)
    return render(request, "knowledgebase/print.html", {"entry": portfolio.entry_of(found, reader), "text": text})


@require_POST
@login_required
def feedback(request: Request, slug: str) -> HttpResponse:
    """Keep whether the article helped."""
    found = Article.objects.visible_to(request.user).select_related("published").filter(slug=slug).first()
    if found is None:
        raise Http404
    form = FeedbackForm(request.POST)
    if form.is_valid():
        try:
            services.rate(
                article=found,
                user=request.user,
                is_helpful=form.cleaned_data["helpful"] == "yes",
                reason=form.cleaned_data["reason"],
                at=request.at,
            )
        except services.UnableToAnswer as refusal:
            raise Http404 from refusal
    return redirect(f"{reverse('knowledgebase:article', args=[slug])}#helpful")


def _chosen(rows: ArticleQuerySet, chosen: dict[str, str]) -> ArticleQuerySet:
    """Those of the chosen product, category and kind; a choice that names nothing chooses nothing."""
    fields = {"product": "published__product__slug", "category": "published__category__slug", "kind": "published__kind"}
    return rows.filter(**{fields[name]: value for name, value in chosen.items() if value})


def _page(request: Request, rows: ArticleQuerySet, reader: Reader) -> dict[str, Any]:
    """A page of a list, and the addresses of those around it."""
    first = digits.read(request.GET.get("after", "")) or 0
    found = list(rows.newest_first()[first : first + PAGE + 1])
    entries = portfolio.entries_of(found[:PAGE], reader)
    return {
        "entries": entries,
        "category": entries[0].category if entries and request.GET.get("category") else None,
        "older_url": f"?{query_with(request, after=first + PAGE)}" if len(found) > PAGE else "",
        "newer_url": f"?{query_with(request, after=max(0, first - PAGE))}" if first else "",
    }
