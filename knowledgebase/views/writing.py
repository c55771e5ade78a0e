"""What editors do: the list of what is in work, a new article, another text, and how a text will look."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from common import previews
from common.http import CONFLICT, INVALID, Request, shell
from common.refusal import Unable
from knowledgebase import permissions, services
from knowledgebase.forms import ArticleForm, initial_of
from knowledgebase.models import Article, Revision
from knowledgebase.rules import Role, State
from knowledgebase.services.files import PURPOSE
from knowledgebase.services.writing import rendered
from knowledgebase.views import words
from knowledgebase.views.access import worked, works_only
from knowledgebase.views.templates import TEMPLATES
from uploads.fields import brought

LISTED = 200
IN_WORK = (State.IN_REVIEW, State.DRAFT, State.SCHEDULED)
IN_ORDER = (*IN_WORK, State.PUBLISHED, State.ARCHIVED)


@works_only
def drafts(request: Request) -> HttpResponse:
    """Everything in work: what waits for a review, the drafts, and what is published later."""
    asked = request.GET.get("state", "")
    states = [asked] if asked in set(State) else [*IN_WORK]
    rows = Article.objects.worked_by(request.user).filter(state__in=states)
    rows = rows.select_related("latest__by", "latest__product").order_by("-changed_at", "-id")
    by_state: dict[str, list[Article]] = {state.value: [] for state in IN_ORDER if state in states}
    for article in rows[:LISTED]:
        by_state[article.state].append(article)
    context = {
        "groups": [(state, Article.State(state).label, found) for state, found in by_state.items()],
        "asked": asked,
        "states": Article.State.choices,
        "writes": Role.EDITOR in permissions.roles_of(request.user),
    }
    return render(request, "knowledgebase/drafts.html", context)


@works_only
def new(request: Request) -> HttpResponse:
    """Write a new article; a kind that is named begins with its template."""
    kind = request.GET.get("kind", Revision.Kind.HOW_TO.value)
    initial = {"kind": kind, "visibility": "registered", "body": str(TEMPLATES.get(kind, ""))}
    form = _bound(request, initial, ())
    if form.is_bound and form.is_valid():
        try:
            made = services.start_article(draft=form.draft(), actor=request.user, at=request.at)
        except Unable as refusal:
            return _refused(request, form, None, refusal)
        return redirect("knowledgebase:manuscript", made.slug)
    return _form(request, form, None, INVALID if form.is_bound else 200)


@works_only
def edition(request: Request, slug: str) -> HttpResponse:
    """Write the article again."""
    found = worked(request, slug)
    initial = initial_of(found.latest, found.slug) if found.latest else {}
    form = _bound(request, initial, found.latest.shown if found.latest else ())
    if form.is_bound and form.is_valid():
        known = form.cleaned_data["known"] or 0
        try:
            made = services.revise(article=found, draft=form.draft(), known=known, actor=request.user, at=request.at)
        except Unable as refusal:
            return _refused(request, form, found, refusal)
        return redirect("knowledgebase:manuscript", made.slug)
    return _form(request, form, found, INVALID if form.is_bound else 200)


@require_POST
@works_only
def preview(request: Request) -> HttpResponse:
    """Show how a text will look."""
    text = request.POST.get("body", "")
    return previews.preview(request, text, rendered(text)["html"])


def _bound(request: Request, initial: dict[str, Any], there: Sequence[dict[str, Any]]) -> ArticleForm:
    """The form with what was sent, or to begin with; files that came stay with it when it is refused."""
    if request.method != "POST":
        return ArticleForm(initial=initial, there=there)
    return ArticleForm(request.POST, brought(request, purpose=PURPOSE), initial=initial, there=there)


def _refused(request: Request, form: ArticleForm, found: Article | None, refusal: Unable) -> HttpResponse:
    """The form with the text in it, and why it was not saved."""
    form.add_error("slug" if refusal.code == "slug_taken" else None, words.refused(refusal))
    return _form(request, form, found, CONFLICT if refusal.code == "conflict" else INVALID)


def _form(request: Request, form: ArticleForm, found: Article | None, status: int) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "article": found,
        "kinds": Revision.Kind.choices,
        "shell": shell(request, "agent"),
    }
    return render(request, "knowledgebase/edit.html", context, status=status)
