"""The known issue that a ticket has: whoever filed it is told once that is fixed."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from common.http import INVALID, Request, shell
from knowledgebase import indexing as articles
from knowledgebase.models import Article
from portal.bridges import services
from portal.bridges.forms import IssueForm
from search.portfolio import keys_of
from search.services import named_with
from tickets.models import Ticket
from tickets.rules import search_group


@login_required
def issues(request: Request, reference: str) -> HttpResponse:
    """Say which known issue a ticket has, or with `state` "off" that it does not have it."""
    ticket = Ticket.objects.worked_by(request.user).kept().filter(reference=reference).first()
    if ticket is None:
        raise Http404
    offered = Article.objects.visible_to(request.user).known_issues(ticket.product_id).with_titles()
    form = IssueForm(request.POST if request.method == "POST" else None, issues=list(offered.newest_first()))
    if request.method != "POST":
        return _page(request, ticket, form)
    if request.POST.get("state") == "off":
        return _take_off(request, ticket)
    if not form.is_valid():
        return _page(request, ticket, form, INVALID)
    article = form.issues[form.cleaned_data["article"]]
    services.explain(ticket=ticket, article=article, actor=request.user, at=request.at)
    return redirect("tickets:ticket", reference)


def _take_off(request: Request, ticket: Ticket) -> HttpResponse:
    rows = Article.objects.visible_to(request.user).with_titles().filter(slug=request.POST.get("article", ""))
    if article := rows.first():
        services.explain_no_more(ticket=ticket, article=article, actor=request.user, at=request.at)
    return redirect("tickets:ticket", ticket.reference)


def _page(request: Request, ticket: Ticket, form: IssueForm, status: int = 200) -> HttpResponse:
    named = named_with(search_group(ticket.pk), keys=keys_of(request.user, request.at))
    linked = [articles.article_of(each.group) for each in named if each.kind == services.Explains]
    rows = Article.objects.visible_to(request.user).with_titles().filter(pk__in=linked)
    context = {
        "shell": shell(request, "agent"),
        "ticket": ticket,
        "form": form,
        "linked": [(each.slug, each.published.title) for each in rows if each.published],
        "has_issues": bool(form.issues),
    }
    return render(request, "bridges/issues.html", context, status=status)
