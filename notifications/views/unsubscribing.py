"""Ending mails without a login."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from common.http import Request
from notifications import services, wording


@csrf_exempt
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """End the mails that the secret names; a GET only asks, since machines follow links (RFC 8058).

    The secret stands for the person: there is no session that another site could misuse.
    """
    found = services.subscription_of(token)
    if found is None:
        raise Http404
    user, kind = found
    is_done = request.method == "POST"
    if is_done:
        services.unsubscribe(user=user, kind=kind, at=request.at)
    with translation.override(user.language):
        label = wording.KINDS[kind].label if kind in wording.KINDS else _("your digest")
        return render(request, "notifications/unsubscribe.html", {"label": label, "is_done": is_done})
