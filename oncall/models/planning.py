"""What is planned with engineers: time that is kept for somebody, and hours sold that nobody is on call for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent, Organization
from catalog.models import Desk, Region
from common.history import Event
from oncall.querysets.planning import DebtQuerySet, ReservationQuerySet


class Reservation(models.Model):
    """An engineer is kept for something from `starts_at` until `ends_at`, both on a quarter of an hour.

    `key` names what it is for, such as "booking:12"; one thing holds one reservation at a time.
    """

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="reservations")
    key = models.CharField(max_length=120)
    title = models.CharField(_("for what"), max_length=200)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    made_at = models.DateTimeField(_("made"))
    released_at = models.DateTimeField(_("released"), null=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="oncall_reservation_ends_later"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(released_at=None), name="oncall_one_reservation_a_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent}: {self.starts_at:%Y-%m-%d %H:%M}"


class ReservedQuarter(models.Model):
    """A quarter of an hour of an agent that is taken; `number` counts them from 1970 UTC."""

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="quarters")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("reserved quarter of an hour")
        verbose_name_plural = _("reserved quarters of an hour")
        constraints = [models.UniqueConstraint(fields=["agent", "number"], name="oncall_a_quarter_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.agent}: {self.number}"


class ReservationEvent(Event):
    """What became of a reservation; nobody's doing when the portal itself did it."""

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = _("reservation event")
        verbose_name_plural = _("reservation events")


class Debt(models.Model):
    """How many hours of `organization` a desk owes: sold after hours, and nobody is on call. Kept, and made anew.

    `spans` are pairs of instants as text, in order; `looked_until` is how far was looked when it was made. Without a
    desk the region has none for what the organization bought.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.CASCADE, related_name="debts")
    sold_seconds = models.PositiveBigIntegerField(_("sold, in seconds"))
    seconds = models.PositiveBigIntegerField(_("with nobody on call, in seconds"))
    spans = models.JSONField(default=list)
    made_at = models.DateTimeField(_("made"))
    looked_until = models.DateTimeField(_("looked until"))

    objects = DebtQuerySet.as_manager()

    class Meta:
        verbose_name = _("coverage debt")
        verbose_name_plural = _("coverage debts")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "desk"], condition=Q(desk__isnull=False), name="oncall_one_debt_a_desk"
            ),
            models.UniqueConstraint(
                fields=["organization", "region"], condition=Q(desk=None), name="oncall_one_debt_without_a_desk"
            ),
            models.CheckConstraint(condition=Q(seconds__lte=F("sold_seconds")), name="oncall_debt_of_what_was_sold"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.desk or self.region}"


class DebtEvent(Event):
    """A change made hours that nobody is on call for, or the last of them went."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.CASCADE, related_name="debt_events")

    class Meta:
        verbose_name = _("coverage debt event")
        verbose_name_plural = _("coverage debt events")
