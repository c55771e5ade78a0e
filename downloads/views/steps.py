"""The steps of a release, each with a page of its own: published now or later, called off, withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from common.http import CONFLICT, INVALID, Request, shell
from common.refusal import Unable
from downloads import services
from downloads.forms import PublicationForm, WithdrawalForm
from downloads.models import Release
from downloads.rules import Step
from downloads.views import words
from downloads.views.access import editors_only, worked


@editors_only
def publication(request: Request, slug: str) -> HttpResponse:
    """Give a release to its customers, now or later."""

    def publish(release: Release, said: dict[str, Any]) -> None:
        services.publish(release=release, actor=request.user, at=request.at, publish_at=said["publish_at"])

    return _step(request, worked(request, slug), Step.PUBLISH, PublicationForm, publish)


@editors_only
def withdrawal(request: Request, slug: str) -> HttpResponse:
    """Give the files of a release out no more, and say why."""

    def withdraw(release: Release, said: dict[str, Any]) -> None:
        services.withdraw(release=release, reason=said["reason"], actor=request.user, at=request.at)

    return _step(request, worked(request, slug), Step.WITHDRAW, WithdrawalForm, withdraw)


@require_POST
@editors_only
def calling_off(request: Request, slug: str) -> HttpResponse:
    """Take back a publication that is still ahead."""
    found = worked(request, slug)
    try:
        services.call_off(release=found, actor=request.user, at=request.at)
    except Unable as refusal:
        messages.error(request, words.refused(refusal))
    return redirect("downloads:release", slug)


def _step(
    request: Request, found: Release, step: Step, kind: type[Any], take: Callable[[Release, dict[str, Any]], None]
) -> HttpResponse:
    """Show the form of a step; a POST takes it. A refusal comes back with what was typed."""
    form = kind(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            take(found, form.cleaned_data)
        except Unable as refusal:
            form.add_error(None, words.refused(refusal))
            status = CONFLICT if refusal.code == "wrong_state" else INVALID
        else:
            return redirect("downloads:release", found.slug)
    elif form.is_bound:
        status = INVALID
    context = {"form": form, "release": found, "step": step.value, "shell": shell(request, "agent")}
    return render(request, "downloads/step.html", context, status=status)
