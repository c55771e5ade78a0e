"""Writing a post anew, what it said before, and deleting it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from common.http import CONFLICT, INVALID, Request
from common.refusal import Unable
from community import permissions, services
from community.forms.asking import TextForm
from community.models import Post
from community.views import said
from community.views.reader import Side, address_of, fetch_post, side_of


@login_required
def text(request: Request, pk: int) -> HttpResponse:
    """Edit a post; a refusal keeps what was typed."""
    post, side = fetch_post(request, pk), side_of(request)
    if not permissions.may_edit(request.user, post, is_moderator=side.is_moderator):
        raise PermissionDenied(str(said.WORDS["not_yours"]))
    if request.method != "POST":
        return _page(request, post, side, TextForm(initial={"body": post.body, "read": _read(post)}))
    form = TextForm(request.POST)
    if not form.is_valid():
        return _page(request, post, side, form, INVALID)
    try:
        services.edit(post=post, actor=request.user, at=request.at, **form.cleaned_data)
    except Unable as refusal:
        form.add_error(None, said.sentence(refusal))
        form.data = {**request.POST.dict(), "read": _read(post)}
        return said.come_back(_page(request, post, side, form, said.status_of(refusal)), refusal)
    return redirect(address_of(post))


def revisions(request: Request, pk: int) -> HttpResponse:
    """Show what a post said before, to whoever reads it; of a deleted one only moderators see anything."""
    post, side = fetch_post(request, pk), side_of(request)
    if post.deleted_at and not side.is_moderator:
        raise Http404
    earlier = list(post.revisions.select_related("editor").order_by("-id"))
    context = {"post": post, "earlier": earlier, "shell": side.shell, "url": address_of(post)}
    return render(request, "community/revisions.html", context)


@login_required
def deletion(request: Request, pk: int) -> HttpResponse:
    """Ask whether a post is to be deleted, and do it; with `state` "off" a moderator restores it."""
    post, side = fetch_post(request, pk), side_of(request)
    if not (side.is_moderator or post.author_id == request.user.pk):
        raise PermissionDenied(str(said.WORDS["not_yours"]))
    if request.method != "POST":
        context = {"post": post, "shell": side.shell, "url": address_of(post)}
        return render(request, "community/deletion.html", context)
    act = services.restore if request.POST.get("state") == "off" else services.delete
    try:
        act(post=post, actor=request.user, at=request.at)
    except Unable as refusal:
        messages.warning(request, said.sentence(refusal))
    is_left = post.is_question and not side.is_moderator
    return redirect(reverse("community:threads") if is_left else address_of(post))


def _page(request: Request, post: Post, side: Side, form: TextForm, status: int = 200) -> HttpResponse:
    context = {
        "post": post,
        "form": form,
        "shell": side.shell,
        "url": address_of(post),
        "act": said.EDIT,
        "is_conflict": status == CONFLICT,
    }
    return render(request, "community/post_act.html", context, status=status)


def _read(post: Post) -> str:
    return post.edited_at.isoformat() if post.edited_at else ""
