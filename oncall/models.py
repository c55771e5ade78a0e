"""Who is called after hours, and the calls."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent
from catalog.models import Desk
from oncall.querysets import PageQuerySet


class Rotation(models.Model):
    """A desk's order of who is on call: each member in turn for `days`, handed over at a local wall time."""

    desk = models.OneToOneField(Desk, on_delete=models.CASCADE, related_name="rotation")
    starts_on = models.DateField(_("first hand-over"))
    handover_minute = models.PositiveSmallIntegerField(
        _("hand-over, minute of the local day"), default=9 * 60, validators=[MaxValueValidator(1439)]
    )
    days = models.PositiveSmallIntegerField(_("days each"), default=7, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("rotation")
        verbose_name_plural = _("rotations")
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1), name="oncall_rotation_days"),
            models.CheckConstraint(condition=Q(handover_minute__lt=1440), name="oncall_rotation_handover"),
        ]

    def __str__(self) -> str:
        return f"{self.desk}"


class RotationMember(models.Model):
    """An agent's place in a rotation."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="members")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("rotation member")
        verbose_name_plural = _("rotation members")
        constraints = [models.UniqueConstraint(fields=["rotation", "position"], name="oncall_one_member_a_place")]

    def __str__(self) -> str:
        return str(self.agent)


class Page(models.Model):
    """A call to the on-call agent. Without an agent it went to the fallback address."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="pages")
    agent = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="pages")
    recipient = models.EmailField(_("address"))
    subject = models.CharField(_("subject"), max_length=200)
    url = models.CharField(_("address of what it is about"), max_length=300)
    dedupe_key = models.CharField(max_length=120, unique=True)
    paged_at = models.DateTimeField(_("paged"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True)
    acknowledged_by = models.ForeignKey(
        Agent, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("acknowledged by")
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="oncall_acknowledged_by_someone",
            )
        ]

    def __str__(self) -> str:
        return self.subject
