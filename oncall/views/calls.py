"""Answering a call from its mail, without a login: looking at the link answers nothing."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.http import Request
from oncall import services
from oncall.models import Attempt


@never_cache
@require_http_methods(["GET", "POST"])
def call(request: Request, token: str) -> HttpResponse:
    """Show what the call is about; a POST acknowledges it for the agent who was called, once."""
    attempt = _attempt(token)
    if request.method == "POST" and attempt.agent:
        services.acknowledge_page(page=attempt.run.page, agent=attempt.agent, at=request.at)
        attempt = _attempt(token)
    return render(request, "oncall/call.html", {"page": attempt.run.page, "agent": attempt.agent})


def _attempt(token: str) -> Attempt:
    attempt = services.attempt_of(token)
    if attempt is None:
        raise Http404
    return attempt
