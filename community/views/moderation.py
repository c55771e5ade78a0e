"""Calling a moderator, and what moderators decide about posts and people."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.http import INVALID, Request
from common.refusal import Unable
from community import services
from community.forms.moderating import BanForm, FlagForm
from community.models import Ban, Flag, Post
from community.views import said
from community.views.reader import Side, address_of, fetch_post, only_moderators, side_of

ROWS = 50
HELD: dict[str, Promise] = {
    "first_post": gettext_lazy("the first post of a new member"),
    "many_links": gettext_lazy("many links"),
    "spam_word": gettext_lazy("a word of spam"),
}
"""Why a post waits, by the code of its check; another check's code is shown as it is."""


@dataclass(frozen=True)
class Case:
    """A post that waits for a moderator, why it is held, and what was said of it."""

    post: Post
    held: str
    flags: list[Flag]
    is_banned: bool


@login_required
def flags(request: Request, pk: int) -> HttpResponse:
    """Ask the moderators to look at a post."""
    post, side = fetch_post(request, pk), side_of(request)
    if post.author_id == request.user.pk:
        raise PermissionDenied(str(said.WORDS["own_post"]))
    form = FlagForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _flag_page(request, post, side, form, INVALID if form.errors else 200)
    try:
        services.flag(post=post, reporter=request.user, at=request.at, **form.cleaned_data)
    except Unable as refusal:
        form.add_error(None, said.sentence(refusal))
        return said.come_back(_flag_page(request, post, side, form, said.status_of(refusal)), refusal)
    messages.info(request, _("The moderators look at it."))
    return redirect(address_of(post))


@login_required
def queue(request: Request) -> HttpResponse:
    """Show moderators what waits for them, the oldest first."""
    side = side_of(request)
    if not side.is_moderator:
        raise Http404
    waiting = Post.objects.visible_to(request.user).to_look_at().with_ban()
    open_flags = Prefetch(
        "flags", Flag.objects.visible_to(request.user).filter(settled_at=None).order_by("id"), "asked"
    )
    rows = list(
        waiting.select_related("author", "thread__category").prefetch_related(open_flags).order_by("at", "pk")[:ROWS]
    )
    return render(request, "community/moderation.html", {"shell": side.shell, "cases": [_case(row) for row in rows]})


@login_required
def decision(request: Request, pk: int) -> HttpResponse:
    """Decide about a post that waits: `decision` is "keep", which also publishes a held one, or "delete"."""
    post = fetch_post(request, pk)
    only_moderators(request)
    if request.method == "POST":
        _decide(request, post)
    return redirect("community:moderation")


@login_required
def ban(request: Request, pk: int) -> HttpResponse:
    """Ban whoever wrote a post, or with `state` "off" lift that ban."""
    post, side = fetch_post(request, pk), side_of(request)
    only_moderators(request)
    if request.method != "POST":
        return _ban_page(request, post, side, BanForm())
    if request.POST.get("state") == "off":
        services.lift_ban(person=post.author, actor=request.user, at=request.at)
        return redirect(address_of(post))
    form = BanForm(request.POST)
    if not form.is_valid():
        return _ban_page(request, post, side, form, INVALID)
    try:
        services.ban(person=post.author, actor=request.user, at=request.at, reason=form.cleaned_data["reason"])
    except Unable as refusal:
        form.add_error(None, said.sentence(refusal))
        return _ban_page(request, post, side, form, INVALID)
    return redirect(address_of(post))


def _decide(request: Request, post: Post) -> None:
    try:
        if request.POST.get("decision") == "delete":
            services.delete(post=post, actor=request.user, at=request.at)
        elif post.held_for:
            services.release(post=post, actor=request.user, at=request.at)
        else:
            services.settle(post=post, actor=request.user, at=request.at)
    except Unable as refusal:
        messages.warning(request, said.sentence(refusal))


def _case(post: Post) -> Case:
    held = str(HELD.get(post.held_for, post.held_for))
    return Case(post, held, list(getattr(post, "asked", ())), bool(getattr(post, "is_banned", False)))


def _flag_page(request: Request, post: Post, side: Side, form: FlagForm, status: int = 200) -> HttpResponse:
    context = {"post": post, "form": form, "shell": side.shell, "url": address_of(post), "act": said.FLAG}
    return render(request, "community/post_act.html", context, status=status)


def _ban_page(request: Request, post: Post, side: Side, form: BanForm, status: int = 200) -> HttpResponse:
    is_banned = Ban.objects.visible_to(request.user).in_force().filter(person=post.author).exists()
    context = {"post": post, "form": form, "shell": side.shell, "url": address_of(post), "is_banned": is_banned}
    return render(request, "community/ban.html", context, status=status)
