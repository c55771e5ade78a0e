"""Instants as addresses and forms carry them."""

from datetime import UTC, datetime, tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""No instant of a ticket or a contract lies outside; near the ends of the calendar its arithmetic overflows."""


def read(text: str, zone: tzinfo | None = None) -> datetime:
    """The instant in UTC that the ISO 8601 `text` names; without an offset it is wall time in `zone`.

    Raises:
        ValueError: when it names none, or one outside the years that are reckoned with.
    """
    at = datetime.fromisoformat(text)
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(text)
    if at.tzinfo is None:
        if zone is None:
            raise ValueError(text)
        at = at.replace(tzinfo=zone)
    return at.astimezone(UTC)


class InstantField(forms.DateTimeField):
    """An instant on the wall clock of who writes, as `datetime-local` sends it, and one that every zone can say."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """The instant in UTC."""
        at = super().to_python(value)
        if at is None:
            return None
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Choose a year between %(first)s and %(last)s."),
                code="out_of_reach",
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        return at.astimezone(UTC)
