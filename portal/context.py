"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.services import published_accounts


def frame(request: HttpRequest) -> dict[str, Any]:
    """The vendor's name, the demo's published accounts, and whether the reader works for the vendor."""
    user = getattr(request, "user", None)
    return {
        "vendor_name": settings.VENDOR_NAME,
        "demo_accounts": published_accounts(),
        "is_agent": bool(user and user.is_authenticated and hasattr(user, "agent")),
    }
