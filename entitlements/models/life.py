"""The life of a contract: what was known of it when, and the announcements of its ends."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entitlements.models.contracts import Contract
from entitlements.querysets import ContractVersionQuerySet, EndNoticeQuerySet


class ContractVersion(models.Model):
    """A contract with its lines as one change left them, in JSON that `portfolio.known_of` writes.

    It holds until the next one is recorded. The database refuses to change or delete a version.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="versions")
    recorded_at = models.DateTimeField(_("recorded"), db_index=True)
    terms = models.JSONField(_("terms"))

    objects = ContractVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a contract")
        verbose_name_plural = _("versions of a contract")

    def __str__(self) -> str:
        return f"{self.contract} as known at {self.recorded_at:%Y-%m-%d %H:%M}"


class EndNotice(models.Model):
    """A promise to announce, `days` before it, that lines of a contract end on the day `ends_on`; kept once.

    One whose day no longer ends anything is withdrawn, not deleted; it is armed again if the day comes back.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="end_notices")
    ends_on = models.DateField(_("ends (exclusive)"))
    days = models.PositiveSmallIntegerField(_("days before"))
    due_at = models.DateTimeField(_("due"), db_index=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = EndNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement of an end")
        verbose_name_plural = _("announcements of ends")
        constraints = [
            models.UniqueConstraint(fields=["contract", "ends_on", "days"], name="entitlements_end_notice_once"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(withdrawn_at=None), name="entitlements_end_notice_sent_or_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract}: {self.days} days before {self.ends_on}"
