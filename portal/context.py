"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.services import published_accounts
from portal.watch.lookout import lookout


def frame(request: HttpRequest) -> dict[str, Any]:
    """The vendor's name, the demo's published accounts, and whether the reader works for the vendor.

    `viewed` is what an agent looks at who sees the portal as a contact does; None for everybody else. `stood_from` is
    since when the worker has stood still, told to agents; None while it goes on.
    """
    user = getattr(request, "user", None)
    is_agent = bool(user and user.is_authenticated and hasattr(user, "agent"))
    return {
        "vendor_name": settings.VENDOR_NAME,
        "demo_accounts": published_accounts(),
        "viewed": getattr(request, "viewed", None),
        "is_agent": is_agent,
        "stood_from": lookout.stood_from() if is_agent else None,
    }
