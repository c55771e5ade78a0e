"""The reader's own time zone and language for every page; and the portal as a contact sees it, for an agent."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import PortalView
from accounts.services import VIEW, current_view, end_view
from common.http import SAFE

WAYS_OUT = ("people:view-end", "account_logout")
"""What ends a view, besides its time."""
SECRET_PARTS = frozenset({"account", "mfa", "usersessions", "socialaccount", "admin"})
"""Libraries whose pages concern nobody but the person itself: how the name of an address begins."""
SECRET_WORDS = ("account", "pin", "feed", "invitation", "join", "token", "secret", "inbox", "preference")
"""Words in the names of our own addresses that show or make what only the contact may have."""
GIVES_FACTOR = "mfa_"
WAYS_OF_FACTOR = ("account_logout", "account_reauthenticate", "healthz", "uploads:allowance")
"""Addresses that stay open before a second factor is given: those that ask for it, and these.

The last one is nginx's question before it takes in much, which knows no redirect; what is sent then is led to the
factor.
"""
TAKES_AWAY = ("mfa_deactivate_totp", "mfa_remove_webauthn")
FACTOR_FIRST = _("Set up a second factor first: an app that makes codes, or a security key.")
LAST_FACTOR = _("Your last second factor stays. Add another one before you take it away.")
WRITES = ("INSERT", "UPDATE", "DELETE")
REFUSED = _("You look at the portal as a contact sees it: you can read, not change. End the view to go on as yourself.")
SECRET = _("This page is for the contact alone. End the view to go on as yourself.")
OVER = _("Your view of the portal as a contact is over, so nothing was sent. Go on as yourself.")


class ZoneMiddleware:
    """Shows times in the zone and words in the language of the person who reads.

    A stranger reads UTC, and the language that the browser asks for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            with timezone.override(None):
                return self.get_response(request)
        with timezone.override(user.zone), translation.override(user.language):
            return self.get_response(request)


class ViewingMiddleware:
    """Shows an agent the portal as a contact sees it, while the view in the agent's session lasts.

    Nothing can be changed meanwhile: unsafe methods are refused, and so is every statement that writes, whatever page
    it comes from. What is secret to the contact is not shown. Logging out ends the view, and so does whoever sets
    `view_ends` on the request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.viewed, request.view_is_over = None, False
        key = request.session.get(VIEW)
        if not key or not request.user.is_authenticated:
            return self.get_response(request)
        view = current_view(key=key, agent=request.user, at=request.at)
        if view is None or _leaves(request):
            _forget(request, view)
            return self.get_response(request)
        request.viewed, request.user = view, view.user
        request.view_ends = False
        with connection.execute_wrapper(refuse_writes):
            answer = self.get_response(request)
        if request.view_ends:
            _forget(request, view)
        return answer

    def process_view(self, request: Any, *_view: Any) -> None:
        """Refuse, in words, every change and what only the contact may see."""
        is_change = request.method not in SAFE
        if request.view_is_over and is_change:
            raise PermissionDenied(str(OVER))
        if request.viewed is None:
            return
        if is_change:
            raise PermissionDenied(str(REFUSED))
        if is_secret(request.resolver_match.view_name):
            raise PermissionDenied(str(SECRET))


def is_secret(name: str) -> bool:
    """Whether the address of that name is for nobody but the person itself."""
    place, _, page = name.rpartition(":")
    first = (place or page).split("_", maxsplit=1)[0].split(":", maxsplit=1)[0]
    return first in SECRET_PARTS or any(word.startswith(SECRET_WORDS) for word in page.replace("_", "-").split("-"))


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
    """A wrapper of statements that lets none write."""
    if sql.lstrip().upper().startswith(WRITES):
        raise PermissionDenied(str(REFUSED))
    return execute(sql, params, many, context)


def _leaves(request: Any) -> bool:
    return request.method == "POST" and request.path in {reverse(name) for name in WAYS_OUT}


def _forget(request: Any, view: PortalView | None) -> None:
    """End the view; one that was over before makes the form of its last page good for nothing."""
    if view is not None:
        end_view(view=view, at=request.at)
    request.view_is_over = view is None and not _leaves(request)
    del request.session[VIEW]


class SecondFactorMiddleware:
    """Lets the vendor's people on with a second factor only, given in this very session, where that is required.

    Whoever has none sets one up first. That holds for every page but those that set it up or ask for it, and logging
    out. The last factor cannot be taken away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, _named: object) -> HttpResponse | None:
        """Lead to the factor whoever must give it first."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not settings.STAFF_MFA_REQUIRED or not _is_of_the_vendor(request.user):
            return None
        if name in TAKES_AWAY and _factors(request.user).count() == 1:
            raise PermissionDenied(LAST_FACTOR)
        if name.startswith(GIVES_FACTOR) or name in WAYS_OF_FACTOR or _has_given_factor(request):
            return None
        if _factors(request.user).exists():
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
        messages.info(request, FACTOR_FIRST)
        return redirect("mfa_index")


def _is_of_the_vendor(user: Any) -> bool:
    return bool(user.is_authenticated and (user.is_staff or hasattr(user, "agent")))


def _has_given_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or went on, with a second factor: what allauth has noted in it."""
    records = get_authentication_records(request, user=request.user)
    return any(record.get("method") == "mfa" for record in records)


def _factors(user: Any) -> "QuerySet[Any]":
    own: QuerySet[Any] = Authenticator.objects.filter(user=user)
    return own.exclude(type=Authenticator.Type.RECOVERY_CODES)
