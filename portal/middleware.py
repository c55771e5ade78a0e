"""What the portal itself does with every answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from portal.views.errors import not_allowed


class OpenedFormMiddleware:
    """Answers in words who opens, like a page, an address that only takes forms (RFC 9110, 15.5.6).

    Any other method than GET is answered as before, and so is who takes no HTML; an answer that says something
    already stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_bare = isinstance(response, HttpResponseNotAllowed) and not response.content
        is_read = request.method == "GET" and request.accepts("text/html")
        return not_allowed(request, response) if is_bare and is_read else response
