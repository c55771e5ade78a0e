"""Due rows that broke the sweep that wanted to do them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oncall.querysets.stumbles import StumbleQuerySet


class Stumble(models.Model):
    """A due row that a sweep could not do, for a reason that does not pass by itself.

    It rests until `due_at`, longer each time; after `oncall.rules.TRIES` it is set aside until somebody lets it go on.
    """

    kind = models.CharField(_("sweep"), max_length=20)
    row = models.PositiveBigIntegerField(_("row"))
    what = models.CharField(_("what it is about"), max_length=200)
    url = models.CharField(_("address of what it is about"), max_length=300)
    tries = models.PositiveSmallIntegerField(_("tries"))
    reason = models.CharField(_("reason"), max_length=300)
    due_at = models.DateTimeField(_("tried again"))
    set_aside_at = models.DateTimeField(_("set aside"), null=True)

    objects = StumbleQuerySet.as_manager()

    class Meta:
        verbose_name = _("row that broke its sweep")
        verbose_name_plural = _("rows that broke their sweep")
        constraints = [
            models.UniqueConstraint(fields=["kind", "row"], name="oncall_stumbles_once"),
            models.CheckConstraint(condition=Q(tries__gt=0), name="oncall_stumbled_at_least_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"
