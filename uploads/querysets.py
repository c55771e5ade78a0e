"""Sets of uploads; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from accounts.models import User
    from uploads.models import Scan, Upload

USABLE = ("waiting", "clean")


class UploadQuerySet(models.QuerySet["Upload"]):
    """Sets of uploads."""

    def visible_to(self, user: User) -> Self:
        """An upload is its owner's alone."""
        return self.filter(owner=user)

    def in_hand(self) -> Self:
        """Not used, not expired and not infected: what counts against the limits of its owner."""
        return self.filter(state__in=("receiving", *USABLE))

    def usable(self) -> Self:
        """Complete, and not found infected."""
        return self.filter(state__in=USABLE)

    def overdue(self, at: datetime) -> Self:
        """Nobody used them in time."""
        return self.in_hand().filter(expires_at__lte=at)


class ScanQuerySet(models.QuerySet["Scan"]):
    """Sets of files that a virus scanner looks at."""

    def due_by(self, at: datetime) -> Self:
        """Without a verdict, and to be asked by `at`; what a worker holds comes due when its lease ends."""
        return self.filter(verdict="", due_at__lte=at)
