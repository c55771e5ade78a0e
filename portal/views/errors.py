"""What answers a request that nobody reads to its end, and one that came too soon: in words, and with what to do."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.http import LARGEST_BODY, STRANGERS_BODY, TOO_MANY, NullByteInQuery, said_size

BAD, TOO_LARGE = 400, 413
A_WHILE = 60
"""Seconds to wait, where a limit does not name them."""
MOST_READ = 32 * 1024 * 1024
PIECE = 64 * 1024


@dataclass(frozen=True)
class Refusal:
    """Why a form was not read: a name, a sentence, and whether a login helps."""

    status: int
    name: Promise
    text: Promise
    logs_in: bool = False


TEXT = Refusal(
    TOO_LARGE,
    _("This text is too long"),
    _(
        "The form was not read: its text is larger than %(limit)s. Nothing was sent or changed. Go back with your "
        "browser: what you typed stands there. Put the long part into a file and attach it."
    ),
)
FILES = Refusal(
    TOO_LARGE,
    _("These files are too large"),
    _(
        "The form was not read: %(size)s arrived, and it takes %(limit)s. Nothing was sent or changed. Go back with "
        "your browser: what you typed stands there. Send a larger file as a diagnostic bundle."
    ),
)
STRANGER = Refusal(
    TOO_LARGE,
    _("You are not logged in"),
    _(
        "%(size)s arrived, and without a login the portal reads only %(limit)s. Nothing was sent or kept. Log in in "
        "another tab, then go back here with your browser and send the form again."
    ),
    logs_in=True,
)
MANY_FILES = Refusal(
    BAD,
    _("These are too many files"),
    _("The form was not read, and nothing was sent or changed. Go back and choose at most 10 files."),
)
MANY_FIELDS = Refusal(
    BAD,
    _("This form has too many fields"),
    _("The form was not read, and nothing was sent or changed. Go back, choose fewer rows and send it again."),
)

NULL_BYTE = Refusal(
    BAD,
    _("This address cannot be read"),
    _(
        "A search or filter in it holds a character that cannot be searched for (NUL, written %%00). Nothing was "
        "changed. Go back and type the search or choose the filter once more."
    ),
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a form that is over a limit with what was too much, and anything else that cannot be read."""
    found = _refusal(request, exception)
    if found is None:
        return render(request, "400.html", status=BAD)
    _read_on(request)
    limits = {TEXT: settings.DATA_UPLOAD_MAX_MEMORY_SIZE, FILES: LARGEST_BODY, STRANGER: STRANGERS_BODY}
    sizes = {"size": filesizeformat(said_size(request)), "limit": filesizeformat(limits.get(found, 0))}
    text = str(found.text) % sizes
    if request.headers.get("Sec-Fetch-Dest") == "empty":  # a script asks
        return JsonResponse({"said": text}, status=found.status)
    context = {"name": found.name, "text": text, "logs_in": found.logs_in, "login_url": resolve_url(settings.LOGIN_URL)}
    return render(request, "413.html", context, status=found.status)


def not_allowed(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Say to who opened what only takes forms that nothing was done, and where to go; `refused` says so bare."""
    answer = render(request, "405.html", status=refused.status_code)
    answer["Allow"] = refused["Allow"]
    return answer


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer somebody who asks faster than a limit allows."""
    answer = render(request, "429.html", status=TOO_MANY)
    answer["Retry-After"] = str(A_WHILE)
    return answer


def _refusal(request: HttpRequest, exception: Exception) -> Refusal | None:
    if isinstance(exception, TooManyFieldsSent):
        return MANY_FIELDS
    if isinstance(exception, TooManyFilesSent):
        return MANY_FILES
    if isinstance(exception, NullByteInQuery):
        return NULL_BYTE
    if not isinstance(exception, RequestDataTooBig):
        return None
    if said_size(request) > LARGEST_BODY:
        return FILES
    user: Any = getattr(request, "user", None)
    return TEXT if user and user.is_authenticated else STRANGER


def _read_on(request: HttpRequest) -> None:
    """Read the rest of the body away, within reason: a browser that is still sending does not look at an answer."""
    if said_size(request) > MOST_READ:
        return
    try:
        while request.read(PIECE):
            pass
    except OSError:
        return
