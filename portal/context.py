"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.services import offered_accounts
from notifications.models import Announcement
from notifications.services import unread_of
from portal import audiences
from portal.watch.lookout import lookout

LOGIN = "account_login"


def frame(request: HttpRequest) -> dict[str, Any]:
    """The vendor's name and look, the demo's accounts, whether the reader works for the vendor, what it has not read.

    `viewed` is what an agent looks at who sees the portal as a contact does; None for everybody else. The inbox is for
    the contact alone: there `unread_notices` is None, as for whoever is not logged in. `stood_from` is since when the
    worker has stood still, told to agents; None while it goes on. `is_isolated` says to the vendor's people that the
    portal is in quarantine. `view_name` is where the reader is, as the navigation marks it.
    """
    user = getattr(request, "user", None)
    is_known = bool(user and user.is_authenticated)
    viewed = getattr(request, "viewed", None)
    is_agent = is_known and hasattr(user, "agent")
    here = getattr(request.resolver_match, "view_name", "")
    return {
        "vendor_name": settings.VENDOR_NAME,
        "brand": settings.BRAND,
        "demo_accounts": offered_accounts() if here == LOGIN else [],
        "viewed": viewed,
        "is_agent": is_agent,
        "stood_from": lookout.stood_from() if is_agent else None,
        "is_isolated": (is_agent or bool(is_known and user and user.is_staff)) and lookout.is_isolated(),
        "view_name": here,
        "is_inbox": here == "inbox",
        "public_announcements": _public(request) if here == LOGIN else [],
        "unread_notices": unread_of(user) if is_known and viewed is None else None,
    }


def _public(request: HttpRequest) -> list[Announcement]:
    """What runs and is shown to whoever is not logged in: it stands above the form of the login."""
    return audiences.shown_to(AnonymousUser(), request.at)  # type: ignore[attr-defined]  # the middleware gives it
