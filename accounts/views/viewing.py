"""The end of an agent's view of the portal as a contact."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from common.http import Request


@require_POST
@login_required
def view_end(request: Request) -> HttpResponse:  # noqa: ARG001 - the middleware has ended it
    """Go on as oneself: the middleware ends a view before anything else is asked."""
    return redirect("home")
