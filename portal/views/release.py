"""The end of a quarantine: what would leave the portal, what is held as already sent, and letting it go."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.querysets import is_agent
from common.http import Request
from portal.safekeeping import quarantine


class ReleaseForm(forms.Form):
    """The word of whoever releases that no second portal sends."""

    sure = forms.BooleanField(
        label=gettext_lazy("The portal that this one replaces is gone and sends nothing any more."),
        error_messages={"required": gettext_lazy("Make sure of it first: everything would be sent twice.")},
    )


@require_http_methods(["GET", "POST"])
@login_required
def release(request: Request) -> HttpResponse:
    """Show the vendor's people what a release does; whoever may change outbound messages releases."""
    if not (is_agent(request.user) or request.user.is_staff):
        raise Http404
    may_release = request.user.has_perm("outbox.change_outboundmessage")
    if request.method == "POST" and not may_release:
        raise PermissionDenied(_("Only whoever may change outbound messages ends a quarantine."))
    standing = quarantine.standing()
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if standing and form.is_valid():
        return _released(request, quarantine.release(until=standing.known_until, by=request.user.email, at=request.at))
    plan = quarantine.plan(until=standing.known_until, at=request.at) if standing else None
    context = {"plan": plan, "form": form, "may_release": may_release}
    return render(request, "portal/status/release.html", context, status=400 if form.errors else 200)


def _released(request: Request, held: int) -> HttpResponse:
    text = ngettext(
        "Released. %(count)d message is held as already sent.",
        "Released. %(count)d messages are held as already sent.",
        held,
    )
    messages.info(request, text % {"count": held})
    return redirect("status")
