"""Drafts: a page asks for what was typed on it before, and stores what is typed now."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext

from common.http import Request
from tickets import rules, services
from tickets.models import Draft, Ticket

CONFLICT, TOO_LONG, NOTHING = 409, 413, 204


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
        return _answer(None if is_looked_at else services.draft_of(request.user, place))
    if "discard" in request.POST:
        services.forget_draft(request.user, place)
        return HttpResponse(status=NOTHING)
    return _keep(request, place)


def _keep(request: Request, place: str) -> HttpResponse:
    try:
        kept = services.keep_draft(
            user=request.user,
            place=place,
            fields=_fields(request.POST),
            read=request.POST.get("read", ""),
            at=request.at,
        )
    except services.UnableToKeep as refusal:
        if refusal.code == "too_long":
            words = gettext("The text is too long to be kept as a draft. Attach the long part as a file.")
            return JsonResponse({"said": words}, status=TOO_LONG)
        return _answer(services.draft_of(request.user, place), status=CONFLICT)
    return _answer(kept)


def _fields(data: QueryDict) -> dict[str, str]:
    """What was typed, without NUL, which no database takes."""
    return {name: str(data[name]).replace("\0", "") for name in rules.DRAFT_FIELDS if name in data}


def _answer(draft: Draft | None, status: int = 200) -> HttpResponse:
    if draft is None:
        return HttpResponse(status=NOTHING)
    time = date_format(draft.at.astimezone(get_current_timezone()), "H:i")
    said = {
        "read": services.draft_name(draft),
        "fields": draft.fields,
        "said": gettext("Draft of %(time)s restored.") % {"time": time},
        "other": gettext("Another text of %(time)s is kept here") % {"time": time},
    }
    return JsonResponse(said, status=status)
