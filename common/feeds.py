"""Secret addresses: unguessable, kept only as their hash, revoked at will; and calendars behind them."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import ClassVar, Final

from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

TOKEN_BYTES: Final = 24
"""192 bits: nobody guesses an address."""


class SecretFeed(models.Model):
    """A private address from which a calendar reads; only the hash of its token is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        abstract: ClassVar[bool] = True


def new_token() -> str:
    """A token that nobody has seen."""
    return token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def answer(text: str | None) -> HttpResponse:
    """A calendar for whoever has its address, kept by nobody in between; without `text` it is not found."""
    if text is None:
        found = HttpResponse("Not found.\n", status=404, content_type="text/plain; charset=utf-8")
    else:
        found = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    found["Cache-Control"] = "private, max-age=0"
    found["X-Robots-Tag"] = "noindex"
    return found
