"""The meter of an emergency: how long its customer is served, and what that costs."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent
from entitlements.models import UnitHold
from tickets.models.ticket import Ticket
from tickets.querysets import MeterQuerySet


class Meter(models.Model):
    """The time of a confirmed emergency that is charged, from the start that an agent gives it to its end (R10, R11).

    `used_seconds` were charged by `resumed_at`, when it was last set; it counts on from there. It ends by itself at
    `covered_at`, when something else covers the ticket. `asks` is the percent of the held time at which the customer is
    asked next, at `asks_at`. What stands in the ledger when it ends is kept: `units_used`, `units_returned`, `balance`.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="meters")
    hold = models.OneToOneField(UnitHold, on_delete=models.PROTECT, related_name="meter")
    unit_minutes = models.PositiveSmallIntegerField(_("minutes a unit"), validators=[MinValueValidator(1)])
    started_at = models.DateTimeField(_("started"))
    started_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by"))
    used_seconds = models.PositiveIntegerField(_("seconds charged before"), default=0)
    resumed_at = models.DateTimeField(_("counts since"))
    covered_at = models.DateTimeField(_("covered otherwise from"), null=True, db_index=True)
    asks = models.PositiveSmallIntegerField(_("percent at which the customer is asked"), null=True)
    asks_at = models.DateTimeField(_("customer is asked"), null=True, db_index=True)
    asked_at = models.DateTimeField(_("customer was asked"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(
        Agent, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("ended by")
    )
    minutes = models.PositiveIntegerField(_("minutes charged"), null=True)
    units_used = models.PositiveIntegerField(_("units used"), null=True)
    units_returned = models.PositiveIntegerField(_("units returned"), null=True)
    balance = models.PositiveIntegerField(_("balance after"), null=True)

    objects = MeterQuerySet.as_manager()

    class Meta:
        verbose_name = _("meter of an emergency")
        verbose_name_plural = _("meters of emergencies")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ended_at=None), name="tickets_one_running_meter_a_ticket"
            ),
            models.CheckConstraint(condition=Q(unit_minutes__gte=1), name="tickets_meter_counts_minutes"),
            models.CheckConstraint(
                condition=Q(resumed_at__gte=F("started_at")) & (Q(ended_at=None) | Q(ended_at__gte=F("started_at"))),
                name="tickets_meter_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(asks=None, asks_at=None)
                | Q(asks__isnull=False, asks__range=(1, 100), asks_at__isnull=False, ended_at=None),
                name="tickets_only_running_meters_ask",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, minutes=None, units_used=None, units_returned=None, balance=None)
                | Q(
                    ended_at__isnull=False,
                    minutes__isnull=False,
                    units_used__isnull=False,
                    units_returned__isnull=False,
                    balance__isnull=False,
                ),
                name="tickets_ended_meter_has_its_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.minutes if self.minutes is not None else 'runs'}"
