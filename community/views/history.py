"""What happened to a thread, for those who work with it and who asked; and whom a writer may name in it."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.http import Request
from community import permissions, services
from community.models import CommunityEvent
from community.views import said
from community.views.reader import fetch, side_of

ROWS = 300
WORDS: Mapping[str, tuple[str, Promise]] = {
    "asked": ("help-circle", _("asked")),
    "answered": ("message", _("answered")),
    "edited": ("edit", _("wrote a post anew")),
    "deleted": ("trash", _("deleted a post")),
    "restored": ("arrow-back-up", _("restored a post")),
    "flagged": ("flag", _("flagged a post")),
    "flags_settled": ("check", _("left a flagged post as it is")),
    "released": ("eye", _("published a held post")),
    "accepted": ("circle-check", _("said which answer solved it")),
    "acceptance_taken_back": ("circle-x", _("said that it was not solved after all")),
    "locked": ("lock", _("locked the thread")),
    "unlocked": ("lock-open", _("unlocked the thread")),
    "pinned": ("pin", _("pinned the thread")),
    "unpinned": ("pin", _("unpinned the thread")),
    "moved": ("arrow-right", _("moved the thread to another category")),
    "merged": ("git-merge", _("merged the thread into another one")),
    "took_in": ("git-merge", _("merged another thread into this one")),
    "became_ticket": ("ticket", _("made a ticket of it")),
    "came_of_ticket": ("ticket", _("made it of a ticket")),
}
"""What is worth telling; votes and follows are nobody's business."""


@require_safe
@login_required
def history(request: Request, pk: int) -> HttpResponse:
    """Show what happened to a thread, the newest first: all to moderators, the main things to agents and who asked.

    Raises:
        PermissionDenied: for everybody else.
    """
    thread, side = fetch(request, pk), side_of(request)
    if not permissions.may_look_back(request.user, thread, is_moderator=side.is_moderator):
        raise PermissionDenied(str(said.WORDS["not_yours_to_look_back"]))
    rows = CommunityEvent.objects.visible_to(request.user).filter(thread=thread, code__in=WORDS)
    events = [(event, *WORDS[event.code]) for event in rows.select_related("actor").order_by("-id")[:ROWS]]
    return render(request, "community/history.html", {"thread": thread, "events": events, "shell": side.shell})


@require_safe
@login_required
def mentionable(request: Request, pk: int) -> JsonResponse:
    """Answer whom the reader may name in a thread, each with the handle that names one."""
    people = services.mentionable(fetch(request, pk), request.user)
    return JsonResponse({"people": services.offered(people)})
