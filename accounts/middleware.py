"""The reader's own time zone and language for every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class ZoneMiddleware:
    """Shows times in the zone of the person who reads; in UTC to a stranger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        with timezone.override(user.zone if user.is_authenticated else None):
            return self.get_response(request)
