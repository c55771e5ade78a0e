"""A form that comes back to a session that has ended, or with a token that is too old, loses nothing.

What was typed is kept in the session, and the next page that shows the same form has it filled in again: after the
login, or at once. Files that came with the form cannot be kept; they are named. Nothing is sent before somebody presses
the button again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypedDict
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.views.csrf import csrf_failure as show_csrf_failure

from common.filling import fill

KEY = "rescued"
LONGEST = 64 * 1024
"""How much of a form is kept, in characters; a longer one is not."""
KEPT_FOR = timedelta(hours=1)
"""How long it is kept."""
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "token", "edit", "seen", "read"})
"""Hidden fields that belong to the page on which a form stands, and are new on the next one."""
PASSWORDS = ("password", "code", "otp")


class Rescued(TypedDict):
    """What is kept of a form: where it went, what it said, which files it named, until when."""

    path: str
    fields: dict[str, list[str]]
    files: list[str]
    until: str


class RescueMiddleware:
    """Keeps a form that could not be sent because of who asks, and fills it in on the next page that shows it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST":
            return _kept(request, response) if _is_lost(request, response) else response
        rescued = request.session.get(KEY) if request.COOKIES.get(settings.SESSION_COOKIE_NAME) else None
        return _filled(request, response, rescued) if rescued else response


def waiting(request: HttpRequest, name: str) -> list[str]:
    """What the form that waits to come back says in its field `name`."""
    rescued: Rescued | None = request.session.get(KEY)
    return rescued["fields"].get(name, []) if rescued else []


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is too old; `RescueMiddleware` sees that it was one."""
    request.is_stale = True  # type: ignore[attr-defined]  # between the two of them
    return show_csrf_failure(request, reason=reason)


def _is_lost(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a form of a page of ours was sent in vain. What another site or a script sends is not kept."""
    if request.path == resolve_url(settings.LOGIN_URL) or request.headers.get("HX-Request"):
        return False
    if request.headers.get("Sec-Fetch-Dest", "document") != "document":
        return False
    if getattr(request, "is_stale", False):
        return _is_from_here(request)
    return not request.user.is_authenticated and _goes_to_login(response)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent the form: the browser names its origin, or at least the page."""
    named = request.headers.get("Origin") or request.headers.get("Referer", "")
    sent_by, here = urlsplit(named), (request.scheme, request.get_host())
    return (sent_by.scheme, sent_by.netloc) == here


def _goes_to_login(response: HttpResponse) -> bool:
    address = urlsplit(response.headers.get("Location", "")).path
    return response.status_code == HttpResponseRedirect.status_code and address == resolve_url(settings.LOGIN_URL)


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep the form and go to where it stands; whoever is not logged in logs in on the way."""
    fields = {name: values for name, values in request.POST.lists() if _is_kept(name)}
    if sum(len(value) for values in fields.values() for value in values) > LONGEST or not any(fields.values()):
        return response
    request.session[KEY] = Rescued(
        path=request.path,
        fields=fields,
        files=[str(file.name) for name in request.FILES for file in request.FILES.getlist(name)],
        until=(_at(request) + KEPT_FOR).isoformat(),
    )
    page = _page_of(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(page)
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}")


def _is_kept(name: str) -> bool:
    return name not in NEVER_KEPT and not any(word in name.lower() for word in PASSWORDS)


def _page_of(request: HttpRequest) -> str:
    """The page on which the form stood, as the browser says; else the address that it was sent to."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    is_ours = came_from.netloc == request.get_host() and came_from.path != resolve_url(settings.LOGIN_URL)
    is_path = came_from.path.startswith("/") and not came_from.path.startswith("//")  # two name another host
    return came_from.path if is_ours and is_path else request.path


def _above(path: str) -> str:
    """The nearest address above `path`: what only takes forms stands under the page that shows them."""
    while path != "/":
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
        if is_valid_path(path):
            return path
    return path


def _filled(request: HttpRequest, response: HttpResponse, rescued: Rescued) -> HttpResponse:
    """The page with the form filled in, when it shows that form; then nothing is kept any longer."""
    if _at(request) >= datetime.fromisoformat(rescued["until"]):
        del request.session[KEY]
        return response
    if response.status_code == HttpResponseNotAllowed.status_code and request.path == rescued["path"]:
        return HttpResponseRedirect(_above(request.path))  # no Referer said on which page the form stood
    if response.status_code >= HttpResponseRedirect.status_code or not _is_page(response):
        return response
    said = render_to_string("components/rescued.html", {"files": rescued["files"]})
    page = fill(response.content.decode(), path=rescued["path"], page=request.path, fields=rescued["fields"], said=said)
    if page is not None:
        response.content = page.encode()
        del request.session[KEY]
    return response


def _is_page(response: HttpResponse) -> bool:
    return not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")


def _at(request: HttpRequest) -> datetime:
    found: Any = getattr(request, "at", None)
    assert isinstance(found, datetime)  # noqa: S101 - ClockMiddleware stands before this one
    return found
