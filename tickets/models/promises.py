"""Promises with a clock, what they are counted by, and the changes that would move them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket
from tickets.querysets import MilestoneQuerySet, PromiseReviewQuerySet


class PinnedCalendar(models.Model):
    """A region's hours and days off as promises were counted by them; never changed, shared by equal ones."""

    version = models.CharField(_("version"), max_length=16, unique=True)
    content = models.JSONField()

    class Meta:
        verbose_name = _("pinned calendar")
        verbose_name_plural = _("pinned calendars")

    def __str__(self) -> str:
        return self.version


class Basis(models.Model):
    """What promises are made by: covered time under pinned calendars, and targets; never changed, shared by equal ones.

    `grants` and `targets` are as `entitlements.portfolio` writes them, `calendars` is the version of each calendar by
    region code.
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    grants = models.JSONField()
    calendars = models.JSONField()
    targets = models.JSONField()

    class Meta:
        verbose_name = _("basis of promises")
        verbose_name_plural = _("bases of promises")

    def __str__(self) -> str:
        return self.key[:12]


class Milestone(models.Model):
    """A promise with a clock that runs in covered time. `due_at` is stored and reproducible from what is pinned.

    It is the instant when the target, less `used_seconds`, has passed in the covered time of `basis` since the clock
    last went on: at `resumed_at`, or at `starts_at` if it never stood still. `warn_at` is the same for `warns` percent
    of the target, the next share of it that is warned of.
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
    basis = models.ForeignKey(Basis, null=True, on_delete=models.PROTECT, related_name="milestones", db_index=False)
    calendar_versions = models.JSONField(_("calendar versions"), default=dict)
    starts_at = models.DateTimeField(_("starts"))
    due_at = models.DateTimeField(_("due"), null=True)
    warns = models.PositiveSmallIntegerField(_("percent that is warned of next"), null=True)
    warn_at = models.DateTimeField(_("next warning"), null=True)
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
            ),
            models.CheckConstraint(
                condition=Q(warn_at=None) | Q(warns__isnull=False, paused_at=None, met_at=None, broken_at=None),
                name="tickets_only_running_promises_warn",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="tickets_milestones_due", condition=Q(met_at=None)),
            models.Index(fields=["warn_at"], name="tickets_milestones_warn", condition=Q(warn_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.due_at}"


class Warned(models.Model):
    """That `percent` of a promise's time were used, at the instant that the engine computes; once each."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="warnings")
    percent = models.PositiveSmallIntegerField(_("percent"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        constraints = [
            models.UniqueConstraint(fields=["milestone", "percent"], name="tickets_one_warning_a_share"),
            models.CheckConstraint(condition=Q(percent__range=(1, 99)), name="tickets_warning_before_the_end"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"


class PromiseReview(models.Model):
    """A change of a calendar, a contract or a package's targets that would move open promises, and what was decided.

    `subject` is the key of what changed, `facts` say what it is called and what changed in it. Until it is decided it
    takes in what changes further: `noticed_at` is the last time.
    """

    class Cause(models.TextChoices):
        """What changed."""

        CALENDAR = "calendar", _("calendar")
        CONTRACT = "contract", _("contract")
        TARGETS = "targets", _("targets")

    class Decision(models.TextChoices):
        """What a duty manager did."""

        APPLIED = "applied", _("applied: the promises move")
        LEFT = "left", _("left: the promises stay as they were made")

    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    subject = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)
    noticed_at = models.DateTimeField(_("noticed"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)

    objects = PromiseReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of promises")
        verbose_name_plural = _("reviews of promises")
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "subject"], condition=Q(decided_at=None), name="tickets_one_waiting_review_a_cause"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, decision="")
                | Q(decided_at__isnull=False, decided_by__isnull=False, decision__in=["applied", "left"]),
                name="tickets_review_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.subject}"


class PromiseMove(models.Model):
    """One open promise that a review would move: by what it was counted and is due, and by what it would be.

    An instant that is None is one that no covered time has, or that of a clock that stands still. `applied_at` says
    when it was moved, `outdated_at` when it was found to be kept, broken or counted otherwise by then; no index holds
    either, so that PostgreSQL writes them beside the row, where its table leaves room.
    """

    review = models.ForeignKey(PromiseReview, on_delete=models.CASCADE, related_name="moves", db_index=False)
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="moves")
    from_basis = models.ForeignKey(Basis, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_basis = models.ForeignKey(Basis, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_minutes = models.PositiveIntegerField()
    to_minutes = models.PositiveIntegerField()
    from_due_at = models.DateTimeField(_("due"), null=True)
    to_due_at = models.DateTimeField(_("would be due"), null=True)
    applied_at = models.DateTimeField(_("applied"), null=True)
    outdated_at = models.DateTimeField(_("outdated"), null=True)

    class Meta:
        verbose_name = _("move of a promise")
        verbose_name_plural = _("moves of promises")
        constraints = [
            models.UniqueConstraint(fields=["review", "milestone"], name="tickets_one_move_a_promise"),
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(outdated_at=None), name="tickets_move_applied_or_outdated"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_due_at} to {self.to_due_at}"
