"""The typed request that views take, and the middleware that gives it its clock."""

import codecs
import hashlib
import json
from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from common import clock, digits

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, _User

LARGEST_BODY = 256 * 1024 * 1024
"""Ten files of 25 MB with a long text."""
LONGEST_SEARCH = 200
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods of requests that change nothing (RFC 9110, 9.2.1)."""
STRANGERS_BODY = 2 * 1024 * 1024
INVALID, CONFLICT, TOO_MANY = 422, 409, 429
"""A form that makes no sense, one that was written about what is another thing by now, one too many in an hour."""


class NullByteInQuery(BadRequest):
    """The query of an address holds NUL, which no database takes."""


class Request(HttpRequest):
    """A request of a logged-in person, read at `at`: the only clock of the request.

    `viewed` is what an agent looks at who sees the portal as a contact does, and then nothing may be written.
    """

    at: datetime
    viewed: object | None
    htmx: HtmxDetails
    user: "_User"


P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)
View = Callable[Concatenate[Request, P], Answer]


class Door(Protocol):
    """A decorator that lets only some people through to a view."""

    def __call__(self, view: View[P, Answer], /) -> View[P, Answer]: ...


def doorkeeper(check: Callable[[Request], None]) -> Door:
    """Make a `Door` of a check, which raises Http404 or PermissionDenied for those who stay outside.

    Whoever is not logged in is led to the login first.
    """

    def door(view: View[P, Answer], /) -> View[P, Answer]:
        @wraps(view)
        def checked(request: Request, *args: P.args, **kwargs: P.kwargs) -> Answer:
            check(request)
            return view(request, *args, **kwargs)

        return login_required(checked)  # type: ignore[return-value]  # it knows Django's own requests alone

    return door


def visitor_of(request: Request) -> "_User | AnonymousUser":
    """Who asks for a page that needs no login."""
    return cast("_User | AnonymousUser", request.user)


def shell(request: Request, side: str) -> str:
    """The template that a page of a form extends: the dialog that asked for it, else the shell of its `side`."""
    return "shells/dialog.html" if request.htmx else f"shells/{side}.html"


def sought(request: HttpRequest) -> str:
    """What the query looks for in `q`, up to what a line holds."""
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]


def said(request: HttpRequest, name: str, most: int = LONGEST_SEARCH) -> str:
    """What the form says in `name`, up to `most` characters; without NUL, which no database takes."""
    return request.POST.get(name, "").replace("\0", "")[:most]


def local(request: HttpRequest, address: str) -> str:
    """The address if it is a path of this portal, else nothing; any other word would be taken for a name of one."""
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=request.is_secure())
    return address if is_ours and address.startswith("/") else ""


def query_with(request: HttpRequest, **changed: object) -> str:
    """The query of the page with these values instead; what is None is left out of it."""
    query = request.GET.copy()
    for name, value in changed.items():
        query.setlist(name, [] if value is None else [str(value)])
    return query.urlencode()


def digest(request: HttpRequest, *, without: Collection[str] = ()) -> str:
    """A fingerprint of what a form says to its address, the names and sizes of its files included."""
    left = {"csrfmiddlewaretoken", *without}
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in left)
    files = [(file.name, file.size) for name in sorted(request.FILES) for file in request.FILES.getlist(name)]
    return hashlib.sha256(json.dumps([request.path, fields, files]).encode()).hexdigest()


def said_size(request: HttpRequest) -> int:
    """How many bytes the body of the request has, as its head says; none when it says nothing that can be read."""
    return digits.read(str(request.META.get("CONTENT_LENGTH") or "")) or 0


class ClockMiddleware:
    """Reads the clock once per request, as `request.at`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()  # type: ignore[attr-defined]  # as `Request` says
        return self.get_response(request)


class BodyLimitMiddleware:
    """Refuses a body that no form of the portal sends: one that is larger, before a byte of it is stored, or not UTF-8.

    Whoever is not logged in sends no file. An address with NUL in it, which no database takes, names nothing; a query
    with NUL in it is refused. A form's fields say so themselves: `CharField` does, and `said` leaves it out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise Http404
        if "%00" in request.META["QUERY_STRING"]:
            raise NullByteInQuery
        size = said_size(request)
        if size > STRANGERS_BODY and (size > LARGEST_BODY or not request.user.is_authenticated):
            raise RequestDataTooBig(str(size))
        if request.encoding is not None:
            named = codecs.lookup(request.encoding).name
            request.encoding = "utf-8"  # the page that refuses reads the form once more
            if named != "utf-8":
                raise BadRequest(named)
        return self.get_response(request)
