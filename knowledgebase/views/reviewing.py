"""The page of an article in work, and the steps that lead it to its readers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from common import digits
from common.http import INVALID, Request
from common.refusal import Unable
from knowledgebase import permissions, rules, services
from knowledgebase.forms import ApprovalForm, SendBackForm
from knowledgebase.models import Article, Revision
from knowledgebase.rules import Step
from knowledgebase.services.changes import is_author
from knowledgebase.views import words
from knowledgebase.views.access import worked, works_only
from knowledgebase.views.shown_files import shown

ANSWERS = 20
FORBIDDEN = frozenset({"not_editor", "not_reviewer", "own_text"})


@require_safe
@works_only
def manuscript(request: Request, slug: str) -> HttpResponse:
    """The newest text of an article as it will look, with its way so far and what comes next."""
    return _page(request, worked(request, slug))


@require_safe
@works_only
def comparison(request: Request, slug: str) -> HttpResponse:
    """Two texts of an article side by side; without numbers the newest and the one before, or what readers get."""
    found = worked(request, slug)
    texts = {text.number: text for text in found.revisions.in_order().select_related("product")}
    newest = max(texts)
    read = found.published.number if found.published else newest
    default = read if read != newest else max(1, newest - 1)
    before = digits.read(request.GET.get("before", "")) or default
    after = digits.read(request.GET.get("after", "")) or newest
    if before not in texts or after not in texts:
        raise Http404
    old, new_text = texts[before], texts[after]
    context = {
        "article": found,
        "before": old,
        "after": new_text,
        "titles": rules.compared(_head(old), _head(new_text)),
        "rows": rules.compared(old.body, new_text.body),
        "numbers": sorted(texts, reverse=True),
    }
    return render(request, "knowledgebase/comparison.html", context)


@require_POST
@works_only
def submission(request: Request, slug: str) -> HttpResponse:
    """Ask for the review."""
    return _take(request, slug, lambda found: services.submit(article=found, actor=request.user, at=request.at))


@require_POST
@works_only
def withdrawal(request: Request, slug: str) -> HttpResponse:
    """Take back a publication that is still ahead."""
    return _take(request, slug, lambda found: services.withdraw(article=found, actor=request.user, at=request.at))


@require_POST
@works_only
def archiving(request: Request, slug: str) -> HttpResponse:
    """Take the article from its readers."""
    return _take(request, slug, lambda found: services.archive(article=found, actor=request.user, at=request.at))


@require_POST
@works_only
def restoration(request: Request, slug: str, number: int) -> HttpResponse:
    """Make an earlier text the newest one again."""

    def restore(found: Article) -> Article:
        return services.restore(article=found, number=number, actor=request.user, at=request.at)

    return _take(request, slug, restore)


@require_POST
@works_only
def approval(request: Request, slug: str) -> HttpResponse:
    """Give the newest text to its readers, now or later."""
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _page(request, worked(request, slug), approval=form)
    publish_at = form.cleaned_data["publish_at"]

    def approve(found: Article) -> Article:
        return services.approve(article=found, actor=request.user, at=request.at, publish_at=publish_at)

    return _take(request, slug, approve)


@require_POST
@works_only
def sending_back(request: Request, slug: str) -> HttpResponse:
    """Send the text back with what is missing."""
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _page(request, worked(request, slug), sending_back=form)
    note = form.cleaned_data["note"]

    def send_back(found: Article) -> Article:
        return services.send_back(article=found, note=note, actor=request.user, at=request.at)

    return _take(request, slug, send_back)


def _take(request: Request, slug: str, step: Callable[[Article], Article]) -> HttpResponse:
    """Take a step with the article, and show it; a refusal says why.

    Raises:
        PermissionDenied: when the step is somebody else's to take.
    """
    found = worked(request, slug)
    try:
        step(found)
    except Unable as refusal:
        if refusal.code in FORBIDDEN:
            raise PermissionDenied(words.refused(refusal)) from refusal
        messages.error(request, words.refused(refusal))
        return _page(request, worked(request, slug), status=INVALID)
    return redirect("knowledgebase:manuscript", slug)


def _page(request: Request, found: Article, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of the article; a form that was refused comes back with why."""
    bound = any(form.is_bound for form in forms.values())
    html = found.latest.html if found.latest else ""
    context = {
        "article": found,
        "text": found.latest,
        "html": mark_safe(html),  # noqa: S308 - sanitized when it was saved
        "files": shown(found.latest.shown if found.latest else (), html, is_worked=True),
        "is_issue": bool(found.published and found.published.kind == Revision.Kind.KNOWN_ISSUE),
        "steps": _steps(request, found),
        "events": [(event, words.happened(event)) for event in found.events.select_related("actor").order_by("-id")],
        "revisions": list(found.revisions.in_order()),
        "answers": _answers(found),
        "approval": forms.get("approval") or ApprovalForm(),
        "sending_back": forms.get("sending_back") or SendBackForm(),
    }
    return render(request, "knowledgebase/manuscript.html", context, status=INVALID if bound else status)


def _steps(request: Request, found: Article) -> dict[str, str]:
    """Each step with why the reader cannot take it; empty where it can."""
    roles, own = permissions.roles_of(request.user), is_author(found, request.user)
    refusals = {step.value: rules.refusal(step, found.state, roles, is_author=own) for step in Step}
    return {step: str(words.REFUSALS[code]) if code == "own_text" else code for step, code in refusals.items()}


def _answers(found: Article) -> dict[str, Any]:
    """How many were helped, and what others missed."""
    said = list(found.feedback.select_related("user").order_by("-at", "-id"))
    return {
        "helped": sum(each.is_helpful for each in said),
        "count": len(said),
        "reasons": [each for each in said if each.reason][:ANSWERS],
    }


def _head(text: Revision) -> str:
    """What a text says of itself, line by line."""
    about = f"{text.product or '-'} {text.version_names}".strip()
    files = ", ".join(each["name"] for each in text.shown)
    said = (text.title, text.summary, text.get_kind_display(), str(text.get_visibility_display()), about, files)
    return "\n".join(said)
