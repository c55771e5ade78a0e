"""The page of a thread: the question, the answers, and the form for another one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from accounts.readers import visitor
from common import digits
from common.direction import apart
from common.http import CONFLICT, INVALID, Request, digest
from common.refusal import Unable
from common.statements import Statement
from community import permissions, services
from community.forms.asking import AnswerForm
from community.models import Post, Thread
from community.querysets import PostQuerySet
from community.views import said
from community.views.reader import DETAILS, Side, side_of
from notifications.services import opened
from outbox.services import submit_once

POSTS = 100
OLDEST = "oldest"
LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as the page shows it to one reader; `html` is empty where only its place is shown.

    `side` is "vendor" or "customer"; `what` names the post to a screen reader, behind what its buttons do. `is_banned`
    says to moderators that nobody else sees it.
    """

    pk: int
    author: str
    side: str
    at: datetime
    html: SafeString
    what: str
    score: int
    votes: str
    is_gone: bool
    is_held: bool
    is_edited: bool
    is_accepted: bool
    is_voted: bool
    is_flagged: bool
    is_banned: bool
    may_vote: bool
    may_accept: bool
    may_edit: bool
    may_delete: bool
    may_flag: bool
    may_restore: bool
    may_ban: bool


def thread(request: Request, pk: int) -> HttpResponse:
    """Show a thread; one that was merged leads to where its posts are now."""
    found = _find(request, pk)
    if found is None or found.merged_into_id:
        return redirect("community:thread", pk=_now_in(request, pk))
    if request.viewed is None:
        opened(user=request.user, about=f"thread:{pk}", at=request.at)
    return _page(request, found)


@login_required
def answers(request: Request, pk: int) -> HttpResponse:
    """Answer in a thread; what was refused comes back on its page, or on that of the thread that it went into."""
    found = _find(request, pk)
    if request.method != "POST":
        return redirect("community:thread", pk=pk)
    form = AnswerForm(request.POST)
    if found is None or found.merged_into_id:
        form.add_error(None, str(said.WORDS["merged"]))
        return _page(request, _fetch(request, _now_in(request, pk)), form, CONFLICT)
    if not form.is_valid():
        return _page(request, found, form, INVALID)
    try:
        return redirect(_answer(request, found, form))
    except Unable as refusal:
        form.add_error(None, said.sentence(refusal))
        return said.come_back(_page(request, found, form, said.status_of(refusal)), refusal)


def _fetch(request: Request, pk: int) -> Thread:
    found = _find(request, pk)
    if found is None:
        raise Http404
    return found


def _find(request: Request, pk: int) -> Thread | None:
    found: list[Thread] = _THREAD.rows(thread=pk, reader=request.user.pk)
    return found[0] if found else None


def _thread(*, thread: int, reader: int | None) -> QuerySet[Thread]:
    who = visitor(reader)
    seen = Thread.objects.visible_to(who).with_follow(who).with_side(who).with_tag_names()
    return seen.select_related(*DETAILS).filter(pk=thread)[:1]


_THREAD = Statement(_thread)


def _now_in(request: Request, pk: int) -> int:
    """The thread that a merged one went into, if the reader may see that.

    Raises:
        Http404: otherwise; the merged one says nothing of itself.
    """
    found = Thread.objects.visible_to(request.user).filter(merged=pk).first()
    if found is None:
        raise Http404
    return found.pk


def _answer(request: Request, found: Thread, form: AnswerForm) -> str:
    """Answer once per token; the address of the answer."""

    def make() -> str:
        post = services.answer(thread=found, author=request.user, body=form.cleaned_data["body"], at=request.at)
        return f"{reverse('community:thread', args=[found.pk])}?sort={OLDEST}#post-{post.pk}"

    owner = f"user:{request.user.pk}"
    return submit_once(owner=owner, token=form.cleaned_data["token"], at=request.at, make=make, said=digest(request))


def _page(request: Request, found: Thread, form: AnswerForm | None = None, status: int = 200) -> HttpResponse:
    side = side_of(request, is_moderator=found.is_moderated)  # type: ignore[attr-defined]  # annotated
    is_oldest, page = request.GET.get("sort") == OLDEST, _page_number(request)
    posts = _posts(request, found, side, is_oldest=is_oldest, page=page)
    if page > 1 and not posts:
        raise Http404
    shown = [_shown(post, found, request, side) for post in posts[:POSTS]]
    is_locked = found.locked_at is not None
    is_vendors = any(post.is_from_vendor and post.author_id == found.author_id for post in posts)  # type: ignore[attr-defined]  # annotated
    may_answer = side.is_known and (not is_locked or side.is_moderator)
    context = {
        "side": side,
        "shell": side.shell,
        "thread": found,
        "tags": sorted((found.tag_names or "").split()),  # type: ignore[attr-defined]  # annotated
        "is_followed": bool(getattr(found, "is_followed", False)),
        "is_locked": is_locked,
        "is_oldest": is_oldest,
        "may_file": side.is_known and (found.author_id == request.user.pk or (side.is_agent and not is_vendors)),
        "has_history": side.is_agent or side.is_moderator or found.author_id == request.user.pk,
        "posts": shown,
        "next_page": page + 1 if len(posts) > POSTS else 0,
        "earlier_page": page - 1,
        "form": form or (AnswerForm(initial={"token": secrets.token_urlsafe(24)}) if may_answer else None),
    }
    return render(request, "community/thread.html", context, status=status)


def _posts(request: Request, found: Thread, side: Side, *, is_oldest: bool, page: int) -> list[Post]:
    order, reader, moderates = "as_written" if is_oldest else "best_first", request.user.pk, side.is_moderator
    if page == 1:
        return _POSTS.rows(order, thread=found.pk, reader=reader, moderates=moderates)
    rows = _ordered(order, thread=found.pk, reader=reader, moderates=moderates)
    return list(rows[(page - 1) * POSTS : page * POSTS + 1])


def _ordered(order: str, *, thread: int, reader: int | None, moderates: bool) -> PostQuerySet:
    who = visitor(reader)
    seen = Post.objects.visible_to(who).filter(thread=thread).with_marks(who).to_read()
    ordered: PostQuerySet = getattr(seen.with_ban() if moderates else seen, order)()
    return ordered


_POSTS = Statement(lambda order, **given: _ordered(order, **given)[: POSTS + 1])


def _page_number(request: Request) -> int:
    return min(digits.read(request.GET.get("page", "")) or 1, LAST_PAGE)


def _shown(post: Post, found: Thread, request: Request, side: Side) -> Shown:
    user, is_gone = request.user, post.deleted_at is not None
    is_free = side.is_known and not is_gone and (found.locked_at is None or side.is_moderator)
    is_own = post.author_id == user.pk
    acts: dict[str, Any] = {
        "may_vote": is_free and not is_own and found.locked_at is None,
        "may_accept": is_free
        and not post.is_question
        and not post.held_for
        and permissions.may_accept(user, found, is_moderator=side.is_moderator),
        "may_edit": is_free and permissions.may_edit(user, post, is_moderator=side.is_moderator),
        "may_delete": is_free and (side.is_moderator or (is_own and not (post.is_question and found.answers))),
        "may_flag": side.is_known and not is_gone and not is_own,
        "may_restore": side.is_moderator and is_gone,
        "may_ban": side.is_moderator and not post.is_from_vendor,  # type: ignore[attr-defined]  # annotated
    }
    return Shown(
        pk=post.pk,
        author=post.author.name,
        side="vendor" if post.is_from_vendor else "customer",  # type: ignore[attr-defined]  # annotated
        at=post.at,
        html=mark_safe("" if is_gone and not side.is_moderator else post.html),  # noqa: S308 - sanitized when stored
        what=gettext(": what %(author)s wrote") % {"author": apart(post.author.name)},
        score=post.score,
        votes=ngettext("%(count)s vote", "%(count)s votes", post.score) % {"count": post.score},
        is_gone=is_gone,
        is_held=bool(post.held_for),
        is_edited=post.edited_at is not None,
        is_accepted=found.accepted_id == post.pk,
        is_voted=bool(getattr(post, "is_voted", False)),
        is_flagged=bool(getattr(post, "is_flagged", False)),
        is_banned=bool(getattr(post, "is_banned", False)),
        **acts,
    )
