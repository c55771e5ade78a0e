"""The security keys of a person."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.http import Request


@require_safe
@login_required
def security_keys(request: Request) -> HttpResponse:
    """List the keys that the reader logs in with; the library's own page needs an app that we do without."""
    rows = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).order_by("created_at")
    return render(request, "mfa/webauthn/authenticator_list.html", {"authenticators": list(rows)})
