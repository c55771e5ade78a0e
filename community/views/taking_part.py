"""Votes, the accepted answer, and following: one POST each, and back to the thread."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common.http import Request
from common.refusal import Unable
from community import permissions, services
from community.models import Thread
from community.views import said
from community.views.reader import address_of, fetch, fetch_post

OFF = "off"


@login_required
def votes(request: Request, pk: int) -> HttpResponse:
    """Find a post useful, or with `state` "off" take that back."""
    post = fetch_post(request, pk)
    if request.method != "POST":
        return redirect(address_of(post))
    act = services.withdraw_vote if request.POST.get("state") == OFF else services.vote
    return _done(request, address_of(post), lambda: act(post=post, voter=request.user, at=request.at))


@login_required
def acceptance(request: Request, pk: int) -> HttpResponse:
    """Say that an answer solved it, or with `state` "off" that it did not."""
    post = fetch_post(request, pk)
    is_moderator = permissions.moderates(request.user)
    if not permissions.may_accept(request.user, post.thread, is_moderator=is_moderator):
        raise PermissionDenied(str(said.WORDS["not_the_asker"]))
    if request.method != "POST":
        return redirect(address_of(post))
    act = services.take_back if request.POST.get("state") == OFF else services.accept
    return _done(request, address_of(post), lambda: act(post=post, actor=request.user, at=request.at))


@login_required
def following(request: Request, pk: int) -> HttpResponse:
    """Follow a thread, or with `state` "off" follow it no more."""
    thread, address = fetch(request, pk), reverse("community:thread", args=[pk])
    if request.method == "POST":
        act = services.unfollow if request.POST.get("state") == OFF else services.follow
        return _done(request, address, lambda: act(thread=thread, person=request.user, at=request.at))
    return redirect(address)


def unfollow(request: Request, token: str) -> HttpResponse:
    """End what the mail with this secret came from, without a login; a GET only asks.

    The thread is named while the person who follows it may read it.
    """
    found = services.follow_of(token)
    back = {"back_url": reverse("community:threads"), "back_label": _("Community")}
    if found is None:
        return render(request, "components/end_mails.html", {"about": "", "is_done": False, **back}, status=404)
    is_done = request.method == "POST"
    if is_done:
        services.unfollow(thread=found.thread, person=found.person, at=request.at)
    is_read = Thread.objects.visible_to(found.person).filter(pk=found.thread_id).exists()
    context = {
        "about": f'"{found.thread.title}"' if is_read else _("this thread"),
        "is_done": is_done,
        **back,
    }
    return render(request, "components/end_mails.html", context)


def _done(request: Request, address: str, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except Unable as refusal:
        messages.warning(request, said.sentence(refusal))
    return redirect(address)
