"""When each desk proves that a page would reach somebody."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Desk, Weekday


class DrillPlan(models.Model):
    """Once a week, at a time of the desk's own clock, a test page goes to who is on call."""

    desk = models.OneToOneField(Desk, on_delete=models.CASCADE, related_name="drill_plan")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    minute = models.PositiveSmallIntegerField(
        _("minute of the local day"), default=10 * 60, validators=[MaxValueValidator(1439)]
    )

    class Meta:
        verbose_name = _("fire drill")
        verbose_name_plural = _("fire drills")
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="oncall_drill_on_a_weekday"),
            models.CheckConstraint(condition=Q(minute__lt=1440), name="oncall_drill_within_the_day"),
        ]

    def __str__(self) -> str:
        return f"{self.desk}: {self.get_weekday_display()}"
