"""The status page: what is due, whether the worker goes on, and what was given up, to be tried again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.querysets import is_agent
from common.http import Request, shell
from outbox import services as outbox
from outbox.models import OutboundMessage
from outbox.querysets import MessageQuerySet
from portal.watch import gauges

SHOWN = 50


@require_safe
@login_required
def status(request: Request) -> HttpResponse:
    """Show the gauges to the vendor's people; what was given up, with its reason, to whoever may see the outbox."""
    if not (is_agent(request.user) or request.user.is_staff):
        raise Http404
    letters = list(_dead(request).order_by("-dead_at", "-id")[:SHOWN])
    context = {"reading": gauges.read(request.at), "letters": letters, "may_retry": _may_retry(request)}
    return render(request, "portal/status.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def attempt(request: Request, pk: int) -> HttpResponse:
    """Try one message again that was given up."""
    letter = get_object_or_404(OutboundMessage.objects.visible_to(request.user), pk=pk)
    _check(request)
    if request.method == "POST":
        return _tried(request, outbox.retry(messages=[letter.pk], at=request.at) if letter.dead_at else 0)
    context = {"letter": letter, "shell": shell(request, "agent")}
    return render(request, "portal/status/attempt.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def attempts(request: Request) -> HttpResponse:
    """Try everything again that was given up, after what broke it is mended."""
    letters = _dead(request)
    if not request.user.has_perm("outbox.view_outboundmessage"):
        raise Http404
    _check(request)
    if request.method == "POST":
        return _tried(request, outbox.retry_all(at=request.at))
    return render(request, "portal/status/attempts.html", {"count": letters.count(), "shell": shell(request, "agent")})


def _dead(request: Request) -> MessageQuerySet:
    return OutboundMessage.objects.visible_to(request.user).dead()


def _may_retry(request: Request) -> bool:
    return request.user.has_perm("outbox.change_outboundmessage")


def _check(request: Request) -> None:
    if not _may_retry(request):
        raise PermissionDenied(_("Only whoever may change outbound messages has them tried again."))


def _tried(request: Request, count: int) -> HttpResponse:
    text = ngettext("%(count)d message is tried again.", "%(count)d messages are tried again.", count)
    messages.info(request, text % {"count": count} if count else _("Nothing was left to try: somebody was faster."))
    return redirect("status")
