"""Sets of the catalogue's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from catalog.models import HolidayProposal


class HolidayProposalQuerySet(models.QuerySet["HolidayProposal"]):
    """Proposed holidays by what became of them."""

    def waiting(self) -> Self:
        """Nobody has decided them."""
        return self.filter(decided_at=None)

    def decided(self) -> Self:
        """Applied or dismissed."""
        return self.exclude(decided_at=None)
