"""What people are told, what they want to be told, and what the vendor announces."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog.models import Product, Region, Weekday
from common.history import Event
from notifications.querysets import AnnouncementQuerySet, MuteQuerySet, NotificationQuerySet


class Notification(models.Model):
    """One person was told of one event, by mail, in the inbox or in a digest; `dedupe_key` makes it happen once.

    `code` names what happened and `facts` its parameters: the sentence is made when it is read. `about` is the thing
    that it belongs to ("ticket:ABC-1042"), by which entries are grouped and muted. `door` is what is asked again
    before it is shown or sent ("note:ABC-1042"); empty asks nothing.
    """

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=30)
    about = models.CharField(max_length=80)
    door = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    dedupe_key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField()
    is_shown = models.BooleanField(help_text=_("Whether it stands in the inbox."))
    read_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text=_("Its reader may no longer read what it is about."))
    digest_at = models.DateTimeField(null=True, help_text=_("When it goes out in a digest; empty when it does not."))
    digested_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(fields=["recipient", "about", "id"], name="notifications_of_a_reader"),
            models.Index(
                fields=["recipient"],
                name="notifications_unread",
                condition=Q(is_shown=True, read_at=None, withdrawn_at=None),
            ),
            models.Index(
                fields=["recipient", "digest_at"],
                name="notifications_for_digests",
                condition=Q(digest_at__isnull=False, digested_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} to {self.recipient_id}"


class Preference(models.Model):
    """Which way a person wants one kind of notice; without a row the default of its side counts."""

    class Mail(models.TextChoices):
        """When it goes out by mail."""

        NOW = "now", _("at once")
        DIGEST = "digest", _("in the digest")
        OFF = "off", _("no mail")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(max_length=20)
    inbox = models.BooleanField()
    mail = models.CharField(max_length=6, choices=Mail)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notifications_one_preference")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.mail}"


class Mute(models.Model):
    """A person wants to hear no more of one thing, but what asks for them by name."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mutes")
    about = models.CharField(max_length=80)
    at = models.DateTimeField()

    objects = MuteQuerySet.as_manager()

    class Meta:
        verbose_name = _("mute")
        verbose_name_plural = _("mutes")
        constraints = [models.UniqueConstraint(fields=["user", "about"], name="notifications_one_mute")]

    def __str__(self) -> str:
        return self.about


class DeliveryTimes(models.Model):
    """When a person wants its digest, and in which hours no mail; minutes of the day on the person's wall clock."""

    class Rhythm(models.TextChoices):
        """How often a digest is written."""

        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("once a week")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="delivery_times")
    rhythm = models.CharField(max_length=6, choices=Rhythm, default=Rhythm.DAILY)
    weekday = models.PositiveSmallIntegerField(choices=Weekday, default=Weekday.MONDAY)
    hour = models.PositiveSmallIntegerField(default=8)
    quiet_starts = models.PositiveSmallIntegerField(null=True)
    quiet_ends = models.PositiveSmallIntegerField(null=True)
    quiet_weekdays = models.JSONField(default=list)

    class Meta:
        verbose_name = _("delivery times")
        verbose_name_plural = _("delivery times")
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_starts=None, quiet_ends=None)
                | Q(quiet_starts__isnull=False, quiet_ends__isnull=False)
                & Q(quiet_starts__lt=24 * 60, quiet_ends__lt=24 * 60)
                & ~Q(quiet_starts=F("quiet_ends")),
                name="notifications_quiet_hours_end",
            ),
            models.CheckConstraint(condition=Q(hour__lt=24, weekday__lt=7), name="notifications_digest_hour"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Announcement(models.Model):
    """What the vendor tells all whom a product or a region concerns. It is a draft until `starts_at` is set.

    Without products or regions it concerns everybody; a public one is also shown to whoever is not logged in.
    """

    class Severity(models.TextChoices):
        """How much it matters."""

        INFO = "info", _("information")
        WARNING = "warning", _("warning")
        OUTAGE = "outage", _("outage")

    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    html = models.TextField(editable=False)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.INFO)
    products = models.ManyToManyField(Product, blank=True, related_name="+", verbose_name=_("products"))
    regions = models.ManyToManyField(Region, blank=True, related_name="+", verbose_name=_("regions"))
    is_public = models.BooleanField(_("shown to whoever is not logged in"), default=False)
    is_mailed = models.BooleanField(_("tell by mail and in the inbox"), default=False)
    starts_at = models.DateTimeField(_("published from"), null=True)
    ends_at = models.DateTimeField(_("published until"), null=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    changed_at = models.DateTimeField(_("changed"))

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="notifications_announcement_ends_after_it_starts",
                violation_error_message=_("An announcement ends after it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class AnnouncementEvent(Event):
    """What was done to an announcement. Codes: `drafted`, `rewritten`, `published`, `taken_back`."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="events")

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("event of an announcement")
        verbose_name_plural = _("events of announcements")


class Dismissal(models.Model):
    """A person has read an announcement and wants it off its pages."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="dismissals")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("dismissal")
        verbose_name_plural = _("dismissals")
        constraints = [models.UniqueConstraint(fields=["announcement", "user"], name="notifications_dismissed_once")]

    def __str__(self) -> str:
        return f"{self.announcement_id} by {self.user_id}"
