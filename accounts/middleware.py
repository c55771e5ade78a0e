"""The reader's own time zone and language for every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class ZoneMiddleware:
    """Shows times in the zone and words in the language of the person who reads.

    A stranger reads UTC, and the language that the browser asks for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            with timezone.override(None):
                return self.get_response(request)
        with timezone.override(user.zone), translation.override(user.language):
            return self.get_response(request)
