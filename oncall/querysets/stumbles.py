"""Sets of rows that broke their sweep."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from oncall.models import Stumble


class StumbleQuerySet(models.QuerySet["Stumble"]):
    """Sets of rows that broke their sweep."""

    def resting(self, at: datetime) -> Self:
        """Those that are not tried at `at`: their time has not come, or they are set aside."""
        return self.filter(Q(due_at__gt=at) | Q(set_aside_at__isnull=False))

    def set_aside(self) -> Self:
        """Those that wait until somebody lets them go on."""
        return self.filter(set_aside_at__isnull=False)
