"""What organizations were told of their time units, once each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entitlements.models.units import UnitAccount
from entitlements.querysets import UnitNoticeQuerySet


class UnitNotice(models.Model):
    """One notice of an account: that few units are left, what expires soon, or a month's statement.

    `period` names what it is of ("2026-06", "2026-W24"), so that it is told once. A low balance is of no period: it is
    told once until `ended_at`, when there were enough again.
    """

    class Kind(models.TextChoices):
        """What it says."""

        LOW = "low", _("few units left")
        EXPIRING = "expiring", _("units that expire")
        STATEMENT = "statement", _("statement of a month")

    account = models.ForeignKey(UnitAccount, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    period = models.CharField(_("of"), max_length=8, blank=True)
    at = models.DateTimeField(_("noticed"))
    ended_at = models.DateTimeField(_("enough again"), null=True)

    objects = UnitNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice about time units")
        verbose_name_plural = _("notices about time units")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "period"], condition=Q(ended_at=None), name="entitlements_unit_notice_once"
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(kind="low"), name="entitlements_only_low_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.kind} {self.period}"
