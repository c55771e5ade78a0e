"""What is not offered any more stays in the list, and can come back."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


@admin.action(description=_("Retire: offer it no more"))
def retire(_administration: Any, request: HttpRequest, rows: QuerySet[Any]) -> None:
    """Offer the rows no more, as of now."""
    rows.filter(retired_at=None).update(retired_at=request.at)  # type: ignore[attr-defined] # the clock middleware's


@admin.action(description=_("Offer it again"))
def bring_back(_administration: Any, _request: HttpRequest, rows: QuerySet[Any]) -> None:
    """Offer the rows again."""
    rows.update(retired_at=None)
