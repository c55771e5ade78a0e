"""Refunds of incidents: an agent proposes one, an administrator approves it, and the ledger gives the units back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entitlements.models.units import UnitHold, UnitLot
from entitlements.querysets import RefundQuerySet


class Refund(models.Model):
    """The units of an incident go back because a product defect was its cause (R11), once somebody else agrees.

    `lot` holds the units that went back; it is there if and only if the refund was approved.
    """

    hold = models.ForeignKey(UnitHold, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("incident"))
    reason = models.CharField(_("reason"), max_length=500)
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lot = models.OneToOneField(UnitLot, null=True, on_delete=models.PROTECT, related_name="refund")

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund of time units")
        verbose_name_plural = _("refunds of time units")
        constraints = [
            models.UniqueConstraint(
                fields=["hold"],
                condition=Q(decided_at=None) | Q(lot__isnull=False),
                name="entitlements_one_refund_an_incident",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, lot=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="entitlements_refund_is_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="entitlements_refund_is_approved_by_another",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="entitlements_refund_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.hold.subject}: {self.hold.used}"

    @property
    def is_approved(self) -> bool:
        """Whether the units went back."""
        return self.lot_id is not None

    @property
    def is_declined(self) -> bool:
        """Whether somebody decided that they stay used."""
        return self.decided_at is not None and self.lot_id is None
