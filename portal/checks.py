"""What `check --deploy` and the doctor say of the portal's own addresses: a wrong one is silent until it counts."""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Warning  # noqa: A004 - Django's name
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host

SHIPPED = "@vendor.example"
"""How the addresses end that the portal comes with: nobody reads there."""


def check_addresses(**_about: Any) -> list[Warning]:
    """Warn of links in mails that lead nowhere, and of mail addresses that nobody reads."""
    return [*_base_url(), *_mail("PAGE_FALLBACK_EMAIL", "W002"), *_mail("DEFAULT_FROM_EMAIL", "W003")]


def _base_url() -> Iterator[Warning]:
    parts = urlsplit(settings.BASE_URL)
    is_answered = validate_host(parts.hostname or "", settings.ALLOWED_HOSTS)
    if parts.scheme != "https" or not is_answered or parts.path:
        yield Warning(
            f"BASE_URL is {settings.BASE_URL!r}: every link in a mail begins with it.",
            hint="Set it to https:// and a host of ALLOWED_HOSTS, without anything behind, "
            "such as https://support.vendor.example.",
            id="portal.W001",
        )


def _mail(name: str, number: str) -> Iterator[Warning]:
    address = parseaddr(getattr(settings, name))[1]
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or address.endswith(SHIPPED):
        yield Warning(
            f"{name} is {getattr(settings, name)!r}, where nobody reads.",
            hint="Set it to an address of your own; docs/settings.md says what for.",
            id=f"portal.{number}",
        )
