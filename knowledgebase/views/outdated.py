"""What editors look after: articles whose versions lose standard support, soon or already."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.http import Request
from knowledgebase.models import Article
from knowledgebase.views.access import works_only

SOON = timedelta(days=90)
LISTED = 200


@require_safe
@works_only
def outdated(request: Request) -> HttpResponse:
    """List the articles about versions whose standard support has ended, and those for which it ends within 90 days."""
    today = request.at.date()
    rows = Article.objects.worked_by(request.user).live().with_titles().supported_until(today + SOON)
    over: list[Article] = []
    soon: list[Article] = []
    for each in rows[:LISTED]:
        (over if each.sunset_on <= today else soon).append(each)  # type: ignore[attr-defined]  # supported_until adds it
    context = {"over": over, "soon": soon}
    return render(request, "knowledgebase/outdated.html", context)
