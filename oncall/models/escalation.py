"""Whom to call one after the other, as an administrator wrote it down."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from catalog.models import Desk
from entitlements.models import Package


class EscalationPolicy(models.Model):
    """Who is called one after the other until somebody answers, at a desk and for a package; empty is any."""

    name = models.CharField(_("name"), max_length=80)
    desk = models.ForeignKey(Desk, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    package = models.ForeignKey(Package, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    repeats = models.PositiveSmallIntegerField(
        _("repeats"), default=1, help_text=_("How often the steps begin anew when nobody answered.")
    )

    class Meta:
        verbose_name = _("escalation policy")
        verbose_name_plural = _("escalation policies")
        constraints = [
            models.UniqueConstraint(
                Coalesce("desk", 0),
                Coalesce("package", 0),
                name="oncall_one_policy_a_desk_and_package",
                violation_error_message=_("There is a policy for this desk and package already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Whom(models.TextChoices):
    """Whom a step of an escalation calls."""

    ASSIGNEE = "assignee", _("the ticket's agent")
    LEADS = "leads", _("the leads of the desk")
    PRIMARY = "primary", _("who is on call")
    SECONDARY = "secondary", _("who is second on call")
    DUTY_MANAGERS = "duty_managers", _("the duty managers")
    FALLBACK = "fallback", _("the fallback address")


STEPS = [choice for choice in Whom.choices if choice[0] != Whom.FALLBACK]


class EscalationStep(models.Model):
    """One step: whom to call, and how long to wait for an answer before the next."""

    policy = models.ForeignKey(EscalationPolicy, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"))
    whom = models.CharField(_("whom to call"), max_length=14, choices=STEPS)
    minutes = models.PositiveSmallIntegerField(
        _("minutes to wait"), default=10, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )

    class Meta:
        verbose_name = _("escalation step")
        verbose_name_plural = _("escalation steps")
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "position"],
                name="oncall_one_step_a_place",
                violation_error_message=_("Two steps cannot have the same place."),
            ),
            models.CheckConstraint(condition=Q(minutes__range=(1, 1440)), name="oncall_step_waits"),
        ]

    def __str__(self) -> str:
        return self.get_whom_display()
