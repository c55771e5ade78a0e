"""Promises with a clock."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket
from tickets.querysets import MilestoneQuerySet


class Milestone(models.Model):
    """A promise with a clock that runs in covered time. `due_at` is stored and reproducible from what is pinned.

    It is the instant when the target, less `used_seconds`, has passed in covered time since the clock last went on:
    at `resumed_at`, or at `starts_at` if it never stood still.
    """

    class Kind(models.TextChoices):
        """What is promised."""

        FIRST_RESPONSE = "first_response", _("first response")
        NEXT_UPDATE = "next_update", _("next update")
        RESOLUTION = "resolution", _("resolution")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    package = models.CharField(_("package"), max_length=40)
    target_minutes = models.PositiveIntegerField(_("minutes of covered time"))
    calendar_versions = models.JSONField(_("calendar versions"), default=dict)
    starts_at = models.DateTimeField(_("starts"))
    due_at = models.DateTimeField(_("due"), null=True)
    paused_at = models.DateTimeField(_("paused"), null=True)
    resumed_at = models.DateTimeField(_("went on"), null=True)
    used_seconds = models.PositiveIntegerField(_("covered seconds used before it last went on"), default=0)
    met_at = models.DateTimeField(_("met"), null=True)
    broken_at = models.DateTimeField(_("broken"), null=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind"], condition=Q(met_at=None), name="tickets_one_open_milestone_a_kind"
            )
        ]
        indexes = [models.Index(fields=["due_at"], name="tickets_milestones_due", condition=Q(met_at=None))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.due_at}"
