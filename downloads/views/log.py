"""Who downloaded what: for agents all of it, for who manages or pays for an organization what its people got."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.querysets import is_agent
from common import digits
from common.http import Request
from downloads import permissions
from downloads.models import Download
from downloads.views.access import shell_of

PAGE = 50


@require_safe
@login_required
def log(request: Request) -> HttpResponse:
    """A page of downloads, the newest first; `q` keeps those of a person, an organization or a file.

    Raises:
        Http404: for a reader without the right to any.
    """
    if not permissions.reads_the_log(request.user):
        raise Http404
    text = request.GET.get("q", "").strip()[:100]
    before = digits.read(request.GET.get("before", ""))
    rows = Download.objects.visible_to(request.user).matching(text).in_order()
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    context = {
        "shell": shell_of(request),
        "rows": found[:PAGE],
        "text": text,
        "before": found[PAGE - 1].pk if len(found) > PAGE else None,
        "is_agent": is_agent(request.user),
    }
    return render(request, "downloads/log.html", context)
