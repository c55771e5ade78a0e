"""The typed request that views take, and the middleware that gives it its clock."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from common import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import _User


class Request(HttpRequest):
    """A request of a logged-in person, read at `at`: the only clock of the request."""

    at: datetime
    htmx: HtmxDetails
    user: "_User"


def digest(request: HttpRequest) -> str:
    """A fingerprint of what a form says to its address, the names and sizes of its files included."""
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = [(file.name, file.size) for name in sorted(request.FILES) for file in request.FILES.getlist(name)]
    return hashlib.sha256(json.dumps([request.path, fields, files]).encode()).hexdigest()


class ClockMiddleware:
    """Reads the clock once per request, as `request.at`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()  # type: ignore[attr-defined]
        return self.get_response(request)
