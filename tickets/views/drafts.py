"""Drafts: a page asks for what was typed on it before, and stores what is typed now."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext, ngettext

from common.http import CONFLICT, Request
from tickets import rules, services
from tickets.models import Draft, Ticket
from uploads.fields import kept

TOO_LONG, NOTHING = 413, 204


@login_required
def draft(request: Request, place: str) -> HttpResponse:
    """Answer the reader's draft at `place`, store one, or discard it ("discard").

    A POST answers 409 with the stored draft when another page stored it, and 413 when the text is too long to be kept.
    An agent who looks at the portal as the reader finds none: what is not sent is for its writer alone.
    """
    if place != services.NEW and not Ticket.objects.visible_to(request.user).filter(reference=place).exists():
        raise Http404
    if request.method != "POST":
        is_looked_at = getattr(request, "viewed", None) is not None
        return _answer(request, None if is_looked_at else services.draft_of(request.user, place))
    if "discard" in request.POST:
        services.forget_draft(request.user, place)
        return HttpResponse(status=NOTHING)
    return _keep(request, place)


def _keep(request: Request, place: str) -> HttpResponse:
    try:
        stored = services.keep_draft(
            user=request.user,
            place=place,
            fields=_fields(request),
            read=request.POST.get("read", ""),
            at=request.at,
        )
    except services.UnableToKeep as refusal:
        if refusal.code == "too_long":
            words = gettext("The text is too long to be kept as a draft. Attach the long part as a file.")
            return JsonResponse({"said": words}, status=TOO_LONG)
        return _answer(request, services.draft_of(request.user, place), status=CONFLICT)
    return _answer(request, stored)


def _fields(request: Request) -> dict[str, str]:
    """What was typed, without NUL, which no database takes, and the sender's own files by their tokens."""
    data = request.POST
    fields = {name: str(data[name]).replace("\0", "") for name in rules.DRAFT_FIELDS if name in data}
    tokens = [file.upload.token for file in kept(request.user, data.getlist("uploads"))]
    return {**fields, "uploads": " ".join(tokens)} if "uploads" in data else fields


def _answer(request: Request, draft: Draft | None, status: int = 200) -> HttpResponse:
    if draft is None:
        return HttpResponse(status=NOTHING)
    time = date_format(draft.at.astimezone(get_current_timezone()), "H:i")
    tokens = draft.fields.get("uploads", "").split()
    files = [file.upload for file in kept(request.user, tokens)]
    said = {
        "read": services.draft_name(draft),
        "fields": {name: value for name, value in draft.fields.items() if name != "uploads"},
        "files": render_to_string("uploads/kept_files.html", {"uploads": files}),
        "names": [file.name for file in files],
        "said": gettext("Draft of %(time)s restored.") % {"time": time} + _missing(len(tokens) - len(files)),
        "other": gettext("Another text of %(time)s is kept here") % {"time": time},
    }
    return JsonResponse(said, status=status)


def _missing(count: int) -> str:
    """What is said of files of a draft that are not kept any longer."""
    words = ngettext("%(count)s file is no longer kept.", "%(count)s files are no longer kept.", count)
    return f" {words % {'count': count}}" if count else ""
