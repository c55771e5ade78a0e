"""Who reads: the frame of a page, and how rows are fetched for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.querysets import is_agent
from common.http import Request, shell
from community import permissions
from community.models import Category, Post, Thread

DETAILS = ("category__product", "author")


@dataclass(frozen=True)
class Side:
    """What a page must know of its reader."""

    shell: str
    is_agent: bool
    is_moderator: bool
    is_known: bool


def side_of(request: Request, *, is_moderator: bool | None = None) -> Side:
    """The reader's side, in two statements for whoever is logged in and none for anybody else.

    It asks less where the page knows already whether the reader `is_moderator`.
    """
    user = request.user
    works = is_agent(user)
    frame = shell(request, "agent" if works else "customer")
    moderates = permissions.moderates(user) if is_moderator is None else is_moderator
    return Side(frame, works, moderates, user.is_authenticated)


def fetch(request: Request, pk: int) -> Thread:
    """The thread, with what its page names, if the reader may see it."""
    found = Thread.objects.visible_to(request.user).select_related(*DETAILS, "merged_into").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def fetch_post(request: Request, pk: int) -> Post:
    """The post with its thread, if the reader may see it."""
    found = Post.objects.visible_to(request.user).select_related("thread__category", "author").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def address_of(post: Post) -> str:
    """Where a post stands on the page of its thread."""
    return f"{reverse('community:thread', args=[post.thread_id])}#post-{post.pk}"


def categories(request: Request) -> list[Category]:
    """The categories that the reader may see, in their order."""
    return list(Category.objects.visible_to(request.user).select_related("product").in_order())


def only_moderators(request: Request) -> None:
    """Refuse an act on what the reader sees unless it is a moderator.

    Raises:
        PermissionDenied: a 403 that says so.
    """
    if not permissions.moderates(request.user):
        raise PermissionDenied(_("Only moderators do this."))
