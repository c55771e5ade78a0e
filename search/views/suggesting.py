"""Answers beside a form that is typed: shown, opened, and the way to the community."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from common.http import Request, said
from search import services
from search.portfolio import keys_of

LONGEST_TOKEN = 64
LONGEST_TITLE = 150
LONGEST_TEXT = 65_536


@require_POST
@login_required
def suggest(request: Request) -> HttpResponse:
    """Answer articles and threads about what is typed so far, as far as the reader may see them."""
    token, subject = said(request, "token", LONGEST_TOKEN), said(request, "subject")
    found = services.suggest(
        subject,
        said(request, "description", LONGEST_TEXT),
        token=token,
        user=request.user,
        keys=keys_of(request.user, request.at),
        at=request.at,
    )
    is_question = request.POST.get("kind") == "question"
    context = {"suggestions": found, "token": token, "subject": subject, "is_question": is_question}
    return render(request, "search/_suggestions.html", context)


@require_safe
@login_required
def suggestion(request: Request, token: str, number: int) -> HttpResponse:
    """Note that something suggested was opened, and lead there.

    Raises:
        Http404: when nothing was shown so to the reader, or it may not read it any more.
    """
    keys = keys_of(request.user, request.at)
    address = services.open_suggestion(number=number, token=token, user=request.user, keys=keys, at=request.at)
    if not address:
        raise Http404
    return redirect(address)


@require_safe
@login_required
def community(request: Request, token: str) -> HttpResponse:
    """Note that the reader was led to the community with its question, and lead there."""
    services.ask_community(token=token[:LONGEST_TOKEN], user=request.user, at=request.at)
    title = request.GET.get("title", "")[:LONGEST_TITLE]
    return redirect(f"{reverse('community:ask')}?{urlencode({'title': title})}")
