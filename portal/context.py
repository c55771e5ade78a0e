"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The vendor's name, and whether the reader works for the vendor."""
    user = getattr(request, "user", None)
    return {
        "vendor_name": settings.VENDOR_NAME,
        "is_agent": bool(user and user.is_authenticated and hasattr(user, "agent")),
    }
