"""Maintenance windows: what may be booked, when nothing is, and what was booked (R9)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent
from catalog.models import Product, Region
from oncall.models import Reservation
from tickets.models.ticket import Ticket
from tickets.querysets.windows import FreezeQuerySet, WindowQuerySet, WindowTypeQuerySet

QUARTERS = (MinValueValidator(15), MaxValueValidator(24 * 60))


class WindowType(models.Model):
    """A sort of work that customers book a window for, with its terms; `checklist` has one thing to do a line."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    notice_hours = models.PositiveSmallIntegerField(
        _("notice in hours"), default=72, help_text=_("A window starts so long after it is booked, or later.")
    )
    free_until_hours = models.PositiveSmallIntegerField(
        _("moved or cancelled freely until, in hours before"),
        default=24,
        help_text=_("Later it is not moved any more, and cancelling costs the minimum of the package."),
    )
    least_minutes = models.PositiveSmallIntegerField(_("shortest, in minutes"), default=60, validators=QUARTERS)
    most_minutes = models.PositiveSmallIntegerField(_("longest, in minutes"), default=480, validators=QUARTERS)
    is_for_production = models.BooleanField(
        _("for production only"), default=True, help_text=_("A test environment is not offered it.")
    )
    checklist = models.TextField(_("checklist"), blank=True, help_text=_("One thing to do a line."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = WindowTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("type of maintenance window")
        verbose_name_plural = _("types of maintenance windows")
        constraints = [
            models.CheckConstraint(
                condition=Q(least_minutes__gte=15, most_minutes__gte=F("least_minutes"), most_minutes__lte=1440),
                name="tickets_window_lengths",
                violation_error_message=_("The longest is at least as long as the shortest, and a day at most."),
            ),
            models.CheckConstraint(
                condition=Q(free_until_hours__lte=F("notice_hours")),
                name="tickets_windows_are_free_within_their_notice",
                violation_error_message=_(
                    "No window is free to change before it can be booked: keep this within the notice."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def items(self) -> list[str]:
        """The checklist as it is offered."""
        return [line.strip() for line in self.checklist.splitlines() if line.strip()]


class Freeze(models.Model):
    """Days on which no window is booked, both ends included, of a region or product, or of all.

    The days are those of the region whose desk would do the work.
    """

    name = models.CharField(_("name"), max_length=80, help_text=_("Customers read it: Year-end closing."))
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    objects = FreezeQuerySet.as_manager()

    class Meta:
        verbose_name = _("freeze")
        verbose_name_plural = _("freezes")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="tickets_freeze_ends_later",
                violation_error_message=_("The last day is not before the first one."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """A booked window of a ticket: when, by whom, for which units, and what became of it.

    Of its time `covered_minutes` are covered by what needs no unit (R9); `units` are held for the rest. `sequence`
    counts the calendar invitations. `due_at` is when the portal next has to do something for it. The account of an end
    is kept: `minutes` worked in it, `units_used`, `units_returned`, `balance`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        BOOKED = "booked", _("booked")
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")
        CANCELLED = "cancelled", _("cancelled")

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="window")
    type = models.ForeignKey(WindowType, on_delete=models.PROTECT, related_name="windows")
    reservation = models.OneToOneField(Reservation, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    covered_minutes = models.PositiveIntegerField(_("minutes covered without units"), default=0)
    units = models.PositiveIntegerField(_("units held"), default=0)
    rollback_name = models.CharField(_("rollback contact"), max_length=80)
    rollback_phone = models.CharField(_("phone of the rollback contact"), max_length=40)
    booked_at = models.DateTimeField(_("booked"))
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveSmallIntegerField(_("invitation"), default=0)
    due_at = models.DateTimeField(_("looked at"), null=True, db_index=True)
    started_at = models.DateTimeField(_("started"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)
    minutes = models.PositiveIntegerField(_("minutes worked"), null=True)
    units_used = models.PositiveIntegerField(_("units used"), null=True)
    units_returned = models.PositiveIntegerField(_("units returned"), null=True)
    balance = models.PositiveIntegerField(_("balance after"), null=True)

    objects = WindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("maintenance window")
        verbose_name_plural = _("maintenance windows")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="tickets_window_ends_later"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(cancelled_at=None), name="tickets_window_is_over_in_one_way"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at__isnull=False), name="tickets_window_ends_once_started"
            ),
            models.CheckConstraint(
                condition=Q(
                    ended_at=None,
                    cancelled_at=None,
                    due_at__isnull=False,
                    minutes=None,
                    units_used=None,
                    units_returned=None,
                    balance=None,
                )
                | (
                    (Q(ended_at__isnull=False) | Q(cancelled_at__isnull=False))
                    & Q(
                        due_at=None,
                        minutes__isnull=False,
                        units_used__isnull=False,
                        units_returned__isnull=False,
                        balance__isnull=False,
                    )
                ),
                name="tickets_window_that_is_over_has_its_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def state(self) -> str:
        """Where it stands."""
        if self.cancelled_at is not None:
            return self.State.CANCELLED.value
        if self.ended_at is not None:
            return self.State.ENDED.value
        return (self.State.BOOKED if self.started_at is None else self.State.RUNNING).value

    @property
    def is_live(self) -> bool:
        """Whether it is neither ended nor cancelled."""
        return self.ended_at is None and self.cancelled_at is None

    @property
    def engineer(self) -> Agent:
        """Who was booked."""
        return self.reservation.agent

    @property
    def length(self) -> timedelta:
        """How long it was booked for."""
        return self.ends_at - self.starts_at

    @property
    def free_until(self) -> datetime:
        """From this instant on it is moved no more, and cancelling costs the minimum."""
        return self.starts_at - timedelta(hours=self.type.free_until_hours)


class WindowItem(models.Model):
    """One thing to do in a window, ticked by whoever did it."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("what"), max_length=200)
    ticked_at = models.DateTimeField(_("done"), null=True)
    ticked_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("thing to do in a window")
        verbose_name_plural = _("things to do in a window")
        constraints = [
            models.UniqueConstraint(fields=["window", "position"], name="tickets_window_item_once"),
            models.CheckConstraint(
                condition=Q(ticked_at=None, ticked_by=None) | Q(ticked_at__isnull=False, ticked_by__isnull=False),
                name="tickets_window_item_ticked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text
