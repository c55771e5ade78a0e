"""What moderators do to a whole thread: lock, pin, move, merge."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.http import INVALID, Request
from common.refusal import Unable
from community import services
from community.forms.moderating import MergeForm, MoveForm
from community.models import Thread
from community.views import said
from community.views.reader import categories, fetch, only_moderators, side_of

Mark = Callable[..., None]


@login_required
def lock(request: Request, pk: int) -> HttpResponse:
    """Lock a thread, or with `state` "off" unlock it."""
    return _mark(request, pk, services.lock, services.unlock)


@login_required
def pin(request: Request, pk: int) -> HttpResponse:
    """Pin a thread, or with `state` "off" unpin it."""
    return _mark(request, pk, services.pin, services.unpin)


@login_required
def category(request: Request, pk: int) -> HttpResponse:
    """Move a thread into another category."""
    thread = fetch(request, pk)
    only_moderators(request)
    offered = categories(request)
    sent = request.POST if request.method == "POST" else None
    form = MoveForm(sent, categories=offered, initial={"category": thread.category.slug})
    if request.method != "POST" or not form.is_valid():
        return _page(request, thread, form, "move")
    to = form.categories[form.cleaned_data["category"]]
    services.move(thread=thread, category=to, actor=request.user, at=request.at)
    return redirect("community:thread", pk=pk)


@login_required
def merger(request: Request, pk: int) -> HttpResponse:
    """Put a thread into another one; `into` is its number."""
    thread = fetch(request, pk)
    only_moderators(request)
    form = MergeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, thread, form, "merge")
    target = Thread.objects.visible_to(request.user).filter(pk=form.cleaned_data["into"]).first()
    if target is None:
        form.add_error("into", _("There is no thread with this number."))
        return _page(request, thread, form, "merge")
    try:
        services.merge(source=thread, target=target, actor=request.user, at=request.at)
    except Unable as refusal:
        form.add_error(None, said.sentence(refusal))
        return _page(request, thread, form, "merge")
    return redirect("community:thread", pk=target.pk)


def _mark(request: Request, pk: int, on: Mark, off: Mark) -> HttpResponse:
    thread = fetch(request, pk)
    only_moderators(request)
    if request.method == "POST":
        act = off if request.POST.get("state") == "off" else on
        act(thread=thread, actor=request.user, at=request.at)
    return redirect("community:thread", pk=pk)


def _page(request: Request, thread: Thread, form: MoveForm | MergeForm, act: str) -> HttpResponse:
    context = {"thread": thread, "form": form, "act": act, "shell": side_of(request).shell}
    return render(request, "community/keeping.html", context, status=INVALID if form.errors else 200)
