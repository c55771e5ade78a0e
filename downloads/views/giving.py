"""Giving files out: asked for again each time, written down, and sent to be saved and never to be opened here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.http import TOO_MANY, Request
from common.sending import guard, part_of, send
from downloads import portfolio, rules, services
from downloads.models import File, Release
from downloads.rules import Reader
from downloads.services import UnableToDownload
from downloads.views import words
from downloads.views.access import shell_of

FORBIDDEN = 403
PLAIN = "text/plain; charset=utf-8"
View = Callable[..., HttpResponseBase]


def _said(view: View) -> View:
    """Let a view be asked by who is logged in; a refusal is a page that says why and leads back to the release."""

    @wraps(view)
    def told(request: Request, **named: Any) -> HttpResponseBase:
        try:
            return view(request, **named)
        except UnableToDownload as refusal:
            return _refused(request, refusal, named.get("slug", ""))

    return require_safe(login_required(never_cache(told)))


@_said
def file(request: Request, slug: str, number: int) -> HttpResponseBase:
    """Give a file out: by the proxy where there is one, else by a link that is good for ten minutes, for this reader.

    Raises:
        Http404: unknown and invisible alike.
        UnableToDownload: without the right to it, and while nobody gets it.
    """
    found, reader = _fetch(request, pk=number, release__slug=slug)
    if request.method == "HEAD":
        return _sent(request, found)
    if settings.FILES_ACCEL_PREFIX:
        return _give(request, found, reader)
    return redirect("downloads:link", token=services.sign(file=found, user=request.user, at=request.at))


@_said
def link(request: Request, token: str) -> HttpResponseBase:
    """Send the file of a link to the reader that it was made for, or a range of it.

    Raises:
        Http404: for a token that is none.
        UnableToDownload: for somebody else's link, and one whose time is over.
    """
    said = services.open_link(token)
    if said is None:
        raise Http404
    services.require_link(said, user=request.user, at=request.at)
    found, reader = _fetch(request, pk=said.file)
    return _sent(request, found) if request.method == "HEAD" else _give(request, found, reader)


@require_safe
@login_required
def sums(request: Request, slug: str) -> HttpResponseBase:
    """The digests of a release's files, as `sha256sum --check` reads them.

    Raises:
        Http404: for an unknown or invisible release, and without the right to its files.
    """
    found = Release.objects.visible_to(request.user).filter(slug=slug).select_related("version__product").first()
    contents = portfolio.contents_of(found, portfolio.reader_of(request.user), request.at) if found else None
    if contents is None:
        raise Http404
    text = rules.sums((item.file.sha256, item.file.name) for item in contents.items)
    return guard(HttpResponse(text, content_type=PLAIN))


@_said
def signature(request: Request, slug: str, number: int) -> HttpResponseBase:
    """The detached signature of a file.

    Raises:
        Http404: for an unknown or invisible file, and for one without a signature.
        UnableToDownload: without the right to it.
    """
    found, _reader = _fetch(request, pk=number, release__slug=slug)
    if not found.signature:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{found.name}.asc"'}
    return guard(HttpResponse(f"{found.signature}\n", content_type=PLAIN, headers=headers))


def _fetch(request: Request, **named: object) -> tuple[File, Reader]:
    """The file that the reader may have now, and what decides over the reader."""
    rows = File.objects.visible_to(request.user, Release.objects.all()).filter(**named)
    found = rows.select_related("release__version__product").first()
    if found is None:
        raise Http404
    reader = portfolio.reader_of(request.user)
    services.require_files(file=found, reader=reader, at=request.at)
    return found, reader


def _give(request: Request, found: File, reader: Reader) -> HttpResponseBase:
    """Write down what is given, then send it; a range that the file has not is given to nobody."""
    part = part_of(request, found.size, found.etag)
    if part is not None:
        asked = services.Bytes(part.start, part.end, get_adapter().get_client_ip(request))
        services.record(file=found, user=request.user, reader=reader, asked=asked, at=request.at)
    return _sent(request, found)


def _sent(request: Request, found: File) -> HttpResponseBase:
    return send(request, found.file, name=found.name, content_type="application/octet-stream", etag=found.etag)


def _refused(request: Request, refusal: UnableToDownload, slug: str) -> HttpResponse:
    is_too_often = refusal.code == "too_often"
    context = {
        "shell": shell_of(request),
        "text": words.not_given(refusal),
        "is_to_renew": refusal.code in words.TO_RENEW,
        "is_too_often": is_too_often,
        "back": reverse("downloads:release", args=[slug]) if slug else reverse("downloads:index"),
    }
    status = TOO_MANY if is_too_often else FORBIDDEN
    answer = render(request, "downloads/refused.html", context, status=status)
    if is_too_often:
        answer["Retry-After"] = refusal.reasons[0]
    return answer
