"""The portal's addresses and the style guide's, for tests of what its pages are made of."""

from collections.abc import Iterator
from threading import Event

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

from common.http import Request
from portal.urls import urlpatterns as portal_urls
from portal.views.styleguide import styleguide

REST = Event()
"""Set once the second half of `halves` may follow."""
LONGEST = 20
"""Seconds to wait for that."""


def halves(request: Request) -> StreamingHttpResponse:
    """The style guide, of which the second half follows once `rest` was asked."""
    page = styleguide(request).content
    where = page.index(b"</main>")

    def arriving() -> Iterator[bytes]:
        yield page[:where]
        REST.wait(LONGEST)
        yield page[where:]

    REST.clear()
    return StreamingHttpResponse(arriving())


def rest(request: Request) -> HttpResponse:  # noqa: ARG001 - a view
    """Let the second half follow."""
    REST.set()
    return HttpResponse()


urlpatterns = [
    path("styleguide/", styleguide, name="styleguide"),
    path("halves/", halves, name="halves"),
    path("rest/", rest, name="rest"),
    *portal_urls,
]
