"""A known issue is fixed, or is back."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from common.http import INVALID, Request, shell
from common.refusal import Unable
from knowledgebase import services
from knowledgebase.forms import FixForm
from knowledgebase.models import Article, Revision
from knowledgebase.views import words
from knowledgebase.views.access import worked, works_only


@works_only
def fix(request: Request, slug: str) -> HttpResponse:
    """Say in which version a known issue is fixed, or with `state` "off" that it is back."""
    found = worked(request, slug)
    if found.published is None or found.published.kind != Revision.Kind.KNOWN_ISSUE:
        raise Http404
    if request.method != "POST":
        return _page(request, found, FixForm())
    form = FixForm(request.POST)
    try:
        if request.POST.get("state") == "off":
            services.mark_open(article=found, actor=request.user, at=request.at)
        elif form.is_valid():
            version = form.cleaned_data["fixed_in"]
            services.mark_fixed(article=found, fixed_in=version, actor=request.user, at=request.at)
        else:
            return _page(request, found, form, INVALID)
    except Unable as refusal:
        if refusal.code == "not_editor":
            raise PermissionDenied(words.refused(refusal)) from refusal
        form.add_error(None, words.refused(refusal))
        return _page(request, found, form, INVALID)
    return redirect("knowledgebase:manuscript", slug)


def _page(request: Request, found: Article, form: FixForm, status: int = 200) -> HttpResponse:
    context = {"shell": shell(request, "agent"), "article": found, "text": found.published, "form": form}
    return render(request, "knowledgebase/fix.html", context, status=status)
