"""The gauges for a monitoring system that knows the token."""

from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from common.http import Request
from portal.watch import metrics as words

SCHEME = "Bearer "


@require_safe
def metrics(request: Request) -> HttpResponse:
    """Answer the metrics to whoever brings `METRICS_TOKEN`; to everybody else, and without one, it is not there."""
    brought = request.headers.get("Authorization", "").removeprefix(SCHEME)
    if not settings.METRICS_TOKEN or not compare_digest(brought.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse(words.text(request.at), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
