"""Answering a call by its link, without a login: looking at the link answers nothing, and it answers once."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.http import Request
from oncall import services


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: Request, token: str) -> HttpResponse:
    """Show what the call is about and what the link can still do; a POST acknowledges it for whoever was called."""
    link = _link(request, token)
    if request.method == "POST":
        services.answer_link(link=link, at=request.at)
        link = _link(request, token)
    context = {"page": link.page, "delivery": link.delivery, "agent": link.delivery.agent, "state": link.state.value}
    status = HTTPStatus.GONE if link.state is services.State.EXPIRED else HTTPStatus.OK
    return render(request, "oncall/call.html", context, status=status)


def _link(request: Request, token: str) -> services.Link:
    link = services.link_of(token, request.at)
    if link is None:
        raise Http404
    return link
