"""The vendor's agents and their places at desks."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.querysets import AbsenceQuerySet, AgentQuerySet
from catalog.models import Desk, Product, Weekday


class Agent(models.Model):
    """A person of the vendor who works tickets."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="agent")
    sees_all_desks = models.BooleanField(_("sees all desks"), default=False)
    skills = models.ManyToManyField(Product, blank=True, related_name="+", verbose_name=_("product skills"))
    capacity = models.PositiveSmallIntegerField(
        _("capacity"),
        null=True,
        blank=True,
        help_text=_("How many open tickets are given without asking. Empty: no limit."),
    )

    objects = AgentQuerySet.as_manager()

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")

    def __str__(self) -> str:
        return str(self.user)


class DeskMembership(models.Model):
    """An agent's place at a desk; a lead answers for it."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="memberships")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(_("lead"), default=False)
    last_assigned_at = models.DateTimeField(_("last ticket given"), null=True, editable=False)

    class Meta:
        verbose_name = _("desk membership")
        verbose_name_plural = _("desk memberships")
        constraints = [models.UniqueConstraint(fields=["agent", "desk"], name="accounts_membership_once")]

    def __str__(self) -> str:
        return f"{self.agent}: {self.desk}"


class WorkingHours(models.Model):
    """One weekly interval, in minutes of the day in the agent's zone, in which the agent is at work."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts_minute = models.PositiveSmallIntegerField(_("starts"))
    ends_minute = models.PositiveSmallIntegerField(_("ends"))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_minute__lt=F("ends_minute"), ends_minute__lte=24 * 60),
                name="accounts_working_hours_within_the_day",
                violation_error_message=_("Working hours end after they start, on the same day: 24:00 at the latest."),
            ),
            models.UniqueConstraint(fields=["agent", "weekday", "starts_minute"], name="accounts_working_hours_once"),
        ]

    def __str__(self) -> str:
        return self.get_weekday_display()


class Absence(models.Model):
    """An agent is away from `starts_at` until `ends_at`, or until further notice."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField(_("away from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="accounts_absence_ends_after_it_starts",
                violation_error_message=_("An absence ends after it starts."),
            ),
            models.UniqueConstraint(
                fields=["agent", "starts_at"],
                name="accounts_one_absence_from_an_instant",
                violation_error_message=_("The agent is away from then on already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent}: {self.starts_at:%Y-%m-%d %H:%M}"


class PortalView(models.Model):
    """An agent looked at the portal as a contact sees it; it could change nothing."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="portal_views")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("view of the portal as a contact")
        verbose_name_plural = _("views of the portal as a contact")

    def __str__(self) -> str:
        return f"{self.agent}: {self.user}"
