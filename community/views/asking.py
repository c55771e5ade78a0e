"""Asking, with similar threads beside it while somebody types."""

from __future__ import annotations

import secrets

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from common.http import INVALID, Request, digest
from common.refusal import Unable
from community import services
from community.forms.asking import QuestionForm
from community.models import Thread
from community.views import said
from community.views.reader import categories, side_of
from outbox.services import submit_once

SHORTEST = 3
"""Letters from which on something similar is looked for."""


@login_required
def ask(request: Request) -> HttpResponse:
    """Ask in one POST; with "show" only show which threads are similar."""
    offered = categories(request)
    if request.method != "POST":
        begun = {"token": secrets.token_urlsafe(24), "category": request.GET.get("category", "")}
        return _page(
            request, QuestionForm(categories=offered, initial={**begun, "title": request.GET.get("title", "")})
        )
    if "show" in request.POST:
        typed = {name: value for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "show"}}
        return _page(request, QuestionForm(categories=offered, initial=typed))
    form = QuestionForm(request.POST, categories=offered)
    if not form.is_valid():
        return _page(request, form, INVALID)
    try:
        return redirect(_ask(request, form))
    except Unable as refusal:
        form.add_error(None, said.sentence(refusal))
        return said.come_back(_page(request, form, said.status_of(refusal)), refusal)


@login_required
def similar(request: Request) -> HttpResponse:
    """Answer the threads that are like the title so far."""
    return render(request, "community/_similar.html", {"similar": _similar(request, request.GET.get("title", ""))})


def _ask(request: Request, form: QuestionForm) -> str:
    """Ask once per token; the address of the thread."""

    def make() -> str:
        thread = services.ask(author=request.user, draft=form.draft(), at=request.at)
        return reverse("community:thread", args=[thread.pk])

    owner = f"user:{request.user.pk}"
    return submit_once(owner=owner, token=form.cleaned_data["token"], at=request.at, make=make, said=digest(request))


def _page(request: Request, form: QuestionForm, status: int = 200) -> HttpResponse:
    side = side_of(request)
    title = str(form["title"].value() or "")
    context = {"form": form, "shell": side.shell, "similar": _similar(request, title)}
    return render(request, "community/ask.html", context, status=status)


def _similar(request: Request, title: str) -> list[Thread]:
    return services.similar(title, reader=request.user, at=request.at) if len(title.strip()) >= SHORTEST else []
