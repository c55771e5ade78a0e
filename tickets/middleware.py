"""How far the reader of a request sees, and the end of a view as a contact who reads more than its agent."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from common.http import SAFE
from tickets.models import Ticket
from tickets.querysets.reach import ask

MORE = _(
    "This person reads tickets now that you do not, so your view of the portal ends here. Go on as yourself, or ask "
    "somebody who reads them all."
)


class ViewBoundMiddleware:
    """Asks before each page of a view what its beginning asked: whether the agent reads all that the contact reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, *_view: Any) -> None:
        """End a view that would show more; `ViewingMiddleware` writes it down."""
        view = request.viewed
        if view is None:
            return
        if Ticket.objects.visible_to(view.user).hidden_from(view.agent.user).exists():
            request.view_ends = True
            raise PermissionDenied(str(MORE))


class ReachMiddleware:
    """Lets a request that changes nothing find once how far its reader sees (`tickets.querysets.reach`).

    It is found when it is first needed. In a request that changes something each statement finds it for itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        user = request.user
        if request.method in SAFE and user.is_authenticated:
            reach: Any = SimpleLazyObject(partial(ask, user.pk))
            user.reach, user.sides = reach, SimpleLazyObject(lambda: reach.sides)
        return self.get_response(request)
