"""Resumable uploads by the protocol tus 1.0.0: creation, expiration and termination, for logged-in people.

Each refusal is said in words, as plain text; the CSRF token comes in its header as in any other request of a script.
"""

from base64 import b64encode
from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _

from common import digits
from common.http import TOO_MANY, Request, visitor_of
from common.refusal import Unable
from uploads import rules, services
from uploads.models import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"
PIECE_TYPE = "application/offset+octet-stream"
PLAIN = "text/plain; charset=utf-8"
A_WHILE = "60"
"""Whoever has too much waiting comes back after so many seconds, with less."""
REFUSALS: dict[str, tuple[int, Promise]] = {
    "no_such_purpose": (400, _("The portal takes no files for this purpose.")),
    "no_length": (400, _("Say how long the file is.")),
    "no_offset": (400, _("Say where the bytes belong.")),
    "broken_off": (400, _("The connection broke off. What arrived is kept: send the rest.")),
    "file_empty": (400, _("The file has nothing in it. Choose another one.")),
    "wrong_offset": (409, _("Other bytes have arrived than you think. Ask how many, then go on from there.")),
    "gone": (410, _("This upload has expired, or it was used already. Choose the file again.")),
    "wrong_version": (412, _("The portal speaks version 1.0.0 of tus.")),
    "file_too_large": (
        413,
        _(
            "The file is too large. Messages and articles take files of 25 MB, a diagnostic bundle has 2 GB, "
            "a release 16 GB."
        ),
    ),
    "too_long": (413, _("These are more bytes than were announced.")),
    "wrong_type": (415, _("Send the bytes as application/offset+octet-stream.")),
    "busy": (423, _("This file is being sent from another window. Wait a moment, then try again.")),
    "too_many_waiting": (429, _("Too many of your files wait to be used. Send or remove some of them first.")),
    "away": (503, _("The portal cannot reach its store of files now. What arrived is kept: try again in a minute.")),
    "disk_full": (507, _("The portal has no room for files now. What arrived is kept: try again later.")),
}
Answer = Callable[[Request, Upload], HttpResponse]


def allowance(request: Request) -> HttpResponse:
    """Whether somebody may send files at all (204 or 403), which the proxy asks before it takes a large body in."""
    return HttpResponse(status=204 if visitor_of(request).is_authenticated else 403)


@login_required
def uploads(request: Request) -> HttpResponse:
    """OPTIONS says what the portal speaks; POST begins an upload and answers its address."""
    if request.method == "OPTIONS":
        headers = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(rules.LARGEST)}
        return _answer(204, headers)
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "OPTIONS, POST"})
    return _spoken(request, _begin)


@login_required
def upload(request: Request, token: str) -> HttpResponse:
    """HEAD answers how much is there, PATCH adds to it, DELETE forgets it, GET says in words how it stands.

    Raises:
        Http404: for an upload of somebody else, as if it were unknown.
    """
    found = Upload.objects.visible_to(request.user).filter(token=token).first()
    if found is None:
        raise Http404
    method = _method(request)
    if method == "GET":
        return HttpResponse(found.get_state_display(), content_type=PLAIN)
    act = ACTS.get(method)
    if act is None:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, PATCH, DELETE, POST"})
    return _spoken(request, lambda request: act(request, found))


def _method(request: Request) -> str:
    """The method of the request; a POST may name another one, for clients behind proxies that know few."""
    named = request.headers.get("X-HTTP-Method-Override", "") if request.method == "POST" else ""
    return named or str(request.method)


def _spoken(request: Request, act: Callable[[Request], HttpResponse]) -> HttpResponse:
    """Do `act` for a client that speaks our version; a refusal answers in words."""
    if request.headers.get("Tus-Resumable") != VERSION:
        return _refused("wrong_version", {"Tus-Version": VERSION})
    try:
        return act(request)
    except Unable as refusal:
        return _refused(refusal.code, {})


def _refused(code: str, headers: dict[str, str]) -> HttpResponse:
    status, words = REFUSALS[code]
    waits = {"Retry-After": A_WHILE} if status == TOO_MANY else {}
    return _answer(status, {**headers, **waits}, str(words))


def _begin(request: Request) -> HttpResponse:
    said = rules.metadata(request.headers.get("Upload-Metadata", ""))
    begun = services.begin(
        owner=request.user,
        purpose=said.get("purpose", "attachment"),
        name=said.get("filename", ""),
        size=_number(request, "Upload-Length", "no_length"),
        at=request.at,
    )
    address = reverse("uploads:upload", args=[begun.token])
    return _answer(201, {"Location": address, **_expiry(begun)})


def _head(request: Request, upload: Upload) -> HttpResponse:
    if upload.state in (Upload.State.EXPIRED, Upload.State.ADOPTED, Upload.State.INFECTED):
        raise Unable("gone")
    services.settle(upload=upload, at=request.at)
    pairs = {"filename": upload.name, "purpose": upload.purpose}
    said = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in pairs.items())
    there = {"Upload-Offset": str(services.offset_of(upload)), "Upload-Length": str(upload.size)}
    return _answer(200, {**there, "Upload-Metadata": said, "Upload-State": upload.state, **_expiry(upload)})


def _patch(request: Request, upload: Upload) -> HttpResponse:
    if request.content_type != PIECE_TYPE:
        raise Unable("wrong_type")
    offset = _number(request, "Upload-Offset", "no_offset")
    if offset + int(request.META.get("CONTENT_LENGTH") or 0) > upload.size:
        raise Unable("too_long" if offset == services.offset_of(upload) else "wrong_offset")
    received = services.append(upload=upload, offset=offset, stream=request, at=request.at)
    return _answer(204, {"Upload-Offset": str(received), "Upload-State": upload.state, **_expiry(upload)})


def _delete(_request: Request, upload: Upload) -> HttpResponse:
    services.cancel(upload=upload)
    return _answer(204, {})


ACTS: dict[str, Answer] = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete}


def _number(request: Request, header: str, refusal: str) -> int:
    found = digits.read(request.headers.get(header, ""))
    if found is None:
        raise Unable(refusal)
    return found


def _expiry(upload: Upload) -> dict[str, str]:
    return {"Upload-Expires": http_date(upload.expires_at.timestamp())}


def _answer(status: int, headers: dict[str, str], words: str = "") -> HttpResponse:
    fixed = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
    return HttpResponse(words, status=status, content_type=PLAIN, headers={**fixed, **headers})
