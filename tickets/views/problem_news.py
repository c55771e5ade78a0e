"""Telling all customers of a problem the same, and ending it: written, previewed with whom it goes to, then done."""

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from common import markup
from common.http import INVALID, Request
from common.refusal import Unable
from tickets import services
from tickets.forms.problems import NewsForm, SolutionForm
from tickets.models import Problem, ProblemNews
from tickets.views import once, refusals
from tickets.views.access import agents_only
from tickets.views.affected import affected, chosen
from tickets.views.problems import fetch


@agents_only
def announcement(request: Request, number: int) -> HttpResponse:
    """Tell all tickets of the problem that its reader works."""
    return _handle(request, fetch(request, number), NewsForm, services.tell_all, "tickets/problem_announcement.html")


@agents_only
def solution(request: Request, number: int) -> HttpResponse:
    """Say that the problem is solved, and resolve the tickets of it that its reader works."""
    return _handle(
        request, fetch(request, number), SolutionForm, services.solve_problem, "tickets/problem_solution.html"
    )


def _handle(
    request: Request,
    problem: Problem,
    kind: type[NewsForm],
    act: Callable[..., ProblemNews],
    template: str,
) -> HttpResponse:
    """The form, its preview, and on the confirmed POST the deed; a text that is refused comes back with why."""
    if request.method != "POST":
        return _page(request, problem, kind(initial={"token": secrets.token_urlsafe(24)}), template)
    form = kind(request.POST)
    if not form.is_valid():
        return _page(request, problem, form, template, status=INVALID)
    if "change" in request.POST:
        return _page(request, problem, form, template)
    if "confirmed" not in request.POST:
        return _page(request, problem, form, template, previews=True)
    try:
        return redirect(_done(request, problem, form, act))
    except Unable as refusal:
        form.add_error(None, refusals.words(refusal))
        return _page(request, problem, form, template, status=INVALID)


def _done(request: Request, problem: Problem, form: NewsForm, act: Callable[..., ProblemNews]) -> str:
    """Do it once per token to the tickets that the preview showed; the address of what became of each."""
    references, body = request.POST.getlist("tickets"), form.cleaned_data["body"]

    def make() -> str:
        tickets = chosen(affected(problem, request.user).going_on, references)
        made = act(problem=problem, tickets=tickets, body=body, actor=request.user, at=request.at)
        return f"{reverse('tickets:problem', args=[problem.pk])}#news-{made.pk}"

    return once.wrote(request).reach(make)


def _page(
    request: Request, problem: Problem, form: NewsForm, template: str, *, previews: bool = False, status: int = 200
) -> HttpResponse:
    body = form.cleaned_data["body"] if previews else ""
    context: dict[str, Any] = {
        "problem": problem,
        "form": form,
        "affected": affected(problem, request.user),
        "previews": previews,
        "html": markup.html(body),
    }
    return render(request, template, context, status=status)
