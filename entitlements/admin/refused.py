"""How the administration shows what a service refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from common.refusal import Unable


def shown(request: HttpRequest, ask: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that `ask` makes; of a refusal the same page again, with the reasons.

    A form checks the same rules before, so this is what another change made wrong in the meantime.
    """
    try:
        return ask()
    except Unable as refusal:
        tell(request, refusal)
        return HttpResponseRedirect(request.get_full_path())


def tell(request: HttpRequest, refusal: Unable, prefix: Any = "") -> None:
    """Show each reason of a refusal as an error."""
    for reason in refusal.reasons:
        messages.error(request, f"{prefix}: {reason}" if prefix else reason)
