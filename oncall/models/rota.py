"""Whose turn it is: rotations with their layers, what overrides them, and who asked whom."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent
from catalog.models import Desk
from common.feeds import SecretFeed
from common.history import Event
from oncall.querysets.rota import OverrideQuerySet, RotaFeedQuerySet, RotationQuerySet, SwapQuerySet


class Rotation(models.Model):
    """A desk's order of who is on call, in the local time of the desk's region."""

    class Tier(models.TextChoices):
        """Whom a call goes to first, and whom when that one does not answer."""

        PRIMARY = "primary", _("primary")
        SECONDARY = "secondary", _("secondary")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="rotations")
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, default=Tier.PRIMARY)

    objects = RotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("rotation")
        verbose_name_plural = _("rotations")
        constraints = [
            models.UniqueConstraint(fields=["desk", "tier"], name="oncall_one_rotation_a_tier"),
            models.CheckConstraint(condition=Q(tier__in=["primary", "secondary"]), name="oncall_known_tier"),
        ]

    def __str__(self) -> str:
        return f"{self.desk}, {self.get_tier_display()}"


class Layer(models.Model):
    """Members in turn, each for `days`, in certain hours of the week; a higher layer wins where it holds."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="layers")
    position = models.PositiveSmallIntegerField(_("height"), default=0, help_text=_("The higher layer wins."))
    name = models.CharField(_("name"), max_length=60, blank=True)
    starts_on = models.DateField(_("first hand-over"))
    days = models.PositiveSmallIntegerField(_("days each"), default=7, validators=[MinValueValidator(1)])
    handover_minute = models.PositiveSmallIntegerField(
        _("hand-over, minute of the local day"), default=9 * 60, validators=[MaxValueValidator(1439)]
    )
    weekdays = models.CharField(
        _("weekdays"), max_length=7, default="0123456", validators=[RegexValidator("^0?1?2?3?4?5?6?$")]
    )
    from_minute = models.PositiveSmallIntegerField(
        _("from, minute of the local day"), default=0, validators=[MaxValueValidator(1439)]
    )
    to_minute = models.PositiveSmallIntegerField(
        _("to, minute of the local day"),
        default=24 * 60,
        validators=[MaxValueValidator(1440)],
        help_text=_("At or before its start it runs into the next day."),
    )

    class Meta:
        verbose_name = _("layer")
        verbose_name_plural = _("layers")
        constraints = [
            models.UniqueConstraint(
                fields=["rotation", "position"],
                name="oncall_one_layer_a_height",
                violation_error_message=_("Two layers cannot have the same height."),
            ),
            models.CheckConstraint(condition=Q(days__gte=1), name="oncall_layer_days"),
            models.CheckConstraint(condition=Q(handover_minute__lt=1440), name="oncall_layer_handover"),
            models.CheckConstraint(condition=Q(from_minute__lt=1440, to_minute__lte=1440), name="oncall_layer_hours"),
            models.CheckConstraint(condition=~Q(weekdays=""), name="oncall_layer_on_some_day"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.rotation} {self.position}"


class RotationMember(models.Model):
    """An agent's place in a layer."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="members")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("rotation member")
        verbose_name_plural = _("rotation members")
        constraints = [
            models.UniqueConstraint(
                fields=["layer", "position"],
                name="oncall_one_member_a_place",
                violation_error_message=_("Two members cannot have the same place."),
            )
        ]

    def __str__(self) -> str:
        return str(self.agent)


class Override(models.Model):
    """`agent` is on call from `starts_at` until `ends_at`, whatever the layers say; the newest one counts."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="overrides")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    ended_at = models.DateTimeField(_("taken back"), null=True)
    ended_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="oncall_override_ends_later"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="oncall_override_ended_by_someone",
            ),
            models.UniqueConstraint(
                fields=["rotation", "agent", "starts_at", "ends_at"],
                condition=Q(ended_at=None),
                name="oncall_override_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent}: {self.starts_at:%Y-%m-%d %H:%M}"


class Swap(models.Model):
    """An agent asks a colleague to take a stretch of its own; the colleague's yes makes an override."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="swaps")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    asked_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    is_agreed = models.BooleanField(_("agreed"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    override = models.OneToOneField(Override, null=True, on_delete=models.PROTECT, related_name="swap")

    objects = SwapQuerySet.as_manager()

    class Meta:
        verbose_name = _("swap")
        verbose_name_plural = _("swaps")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="oncall_swap_ends_later"),
            models.CheckConstraint(condition=~Q(asked_by=F("asked_of")), name="oncall_swap_between_two"),
            models.CheckConstraint(
                condition=Q(answered_at=None, is_agreed=None) | Q(answered_at__isnull=False, is_agreed__isnull=False),
                name="oncall_swap_answered_with_a_word",
            ),
            models.CheckConstraint(condition=Q(answered_at=None) | Q(withdrawn_at=None), name="oncall_swap_ends_once"),
            models.UniqueConstraint(
                fields=["rotation", "asked_by", "starts_at"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="oncall_swap_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by}: {self.starts_at:%Y-%m-%d %H:%M}"


class RotationEvent(Event):
    """What was done to a rotation by whom."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = _("rotation event")
        verbose_name_plural = _("rotation events")


class RotaFeed(SecretFeed):
    """A private address from which a calendar reads an agent's shifts, or all shifts of a rotation."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="rota_feeds")
    rotation = models.ForeignKey(Rotation, null=True, on_delete=models.CASCADE, related_name="feeds")

    objects = RotaFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed of shifts")
        verbose_name_plural = _("calendar feeds of shifts")
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "rotation"],
                condition=Q(revoked_at=None, rotation__isnull=False),
                name="oncall_one_open_feed_a_rotation",
            ),
            models.UniqueConstraint(
                fields=["agent"], condition=Q(revoked_at=None, rotation=None), name="oncall_one_open_feed_of_shifts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent}: {self.created_at:%Y-%m-%d}"
