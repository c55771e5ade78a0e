"""Releases of versions, their files, who downloaded them, who follows a product, and notices that a version ends."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from catalog.models import Product, Version
from common.history import Event
from downloads import rules
from downloads.querysets import (
    DownloadQuerySet,
    FileQuerySet,
    FollowQuerySet,
    LifecycleNoticeQuerySet,
    ReleaseQuerySet,
)

PERSON = settings.AUTH_USER_MODEL


class Release(models.Model):
    """A hotfix, update or major release of a version; `html` is made of the notes when they are saved."""

    class Kind(models.TextChoices):
        """What it brings."""

        MAJOR = rules.Kind.MAJOR.value, _("major release")
        UPDATE = rules.Kind.UPDATE.value, _("update")
        HOTFIX = rules.Kind.HOTFIX.value, _("hotfix")

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = rules.State.DRAFT.value, _("draft")
        SCHEDULED = rules.State.SCHEDULED.value, _("scheduled")
        PUBLISHED = rules.State.PUBLISHED.value, _("published")
        WITHDRAWN = rules.State.WITHDRAWN.value, _("withdrawn")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", verbose_name=_("version"))
    number = models.CharField(_("number"), max_length=30)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    notes = models.TextField(_("notes"), blank=True)
    html = models.TextField(editable=False, blank=True)
    is_public = models.BooleanField(_("title is public"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    edition = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("written"))
    publish_at = models.DateTimeField(_("to be published"), null=True)
    published_at = models.DateTimeField(_("published"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_reason = models.CharField(_("reason"), max_length=rules.MAX_REASON, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        indexes = [models.Index(fields=["-published_at", "-id"], name="downloads_newest_first")]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="downloads_release_once"),
            models.CheckConstraint(
                condition=Q(state="scheduled", publish_at__isnull=False) | (~Q(state="scheduled") & Q(publish_at=None)),
                name="downloads_scheduled_has_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("published", "withdrawn"), published_at__isnull=False)
                | (~Q(state__in=("published", "withdrawn")) & Q(published_at=None)),
                name="downloads_published_has_an_instant",
            ),
            models.CheckConstraint(
                condition=(Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""))
                | (~Q(state="withdrawn") & Q(withdrawn_at=None)),
                name="downloads_withdrawn_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.product} {self.number}"

    @property
    def facts(self) -> rules.Facts:
        """What decides who gets it; the version must have been fetched with it."""
        return rules.Facts(self.version.product_id, self.state, self.published_at, self.is_public)


class File(models.Model):
    """A file of a release, under a name that every shell bears; `file` is its name in the storage.

    `sha256` was computed while its bytes were read for the first time; `signature` is a detached one.
    """

    class Scan(models.TextChoices):
        """What the virus scanner says of it."""

        WAITING = "waiting", _("waiting for the scan")
        CLEAN = "clean", _("clean")
        INFECTED = "infected", _("infected")

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("name"), max_length=rules.LONGEST_NAME)
    file = models.CharField(max_length=200, editable=False)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    content_type = models.CharField(_("type"), max_length=100)
    platform = models.CharField(_("platform"), max_length=40, blank=True)
    signature = models.TextField(_("signature"), blank=True)
    scan = models.CharField(_("scan"), max_length=10, choices=Scan)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("added"))
    removed_at = models.DateTimeField(_("removed"), null=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a release")
        verbose_name_plural = _("files of releases")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "name"], condition=Q(removed_at=None), name="downloads_one_file_a_name"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="downloads_file_has_a_digest"),
            models.CheckConstraint(condition=Q(size__gt=0), name="downloads_file_has_bytes"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def etag(self) -> str:
        """Names these bytes and no others."""
        return f'"{self.sha256[:32]}"'


class ReleaseEvent(Event):
    """What happened to a release, in order."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="events")

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("event of a release")
        verbose_name_plural = _("events of a release")


class Download(models.Model):
    """Somebody was given bytes [first_byte, end_byte) of a file; `organization` is whose Gold opened it."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="downloads")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    address = models.GenericIPAddressField(_("from where"), null=True)
    first_byte = models.PositiveBigIntegerField(_("first byte"))
    end_byte = models.PositiveBigIntegerField(_("end"))

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        indexes = [
            models.Index(fields=["user", "-at"], name="downloads_by_person"),
            models.Index(fields=["organization", "-id"], name="downloads_by_organization"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(first_byte__lt=F("end_byte")), name="downloads_some_bytes"),
        ]

    def __str__(self) -> str:
        return f"{self.file.name}: {self.user}"

    @property
    def size(self) -> int:
        """How many bytes were asked for."""
        return self.end_byte - self.first_byte


class Follow(models.Model):
    """Somebody is told by mail what is published of a product; whoever has the secret `token` of the mail ends it."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=43, unique=True)
    at = models.DateTimeField()

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("followed product")
        verbose_name_plural = _("followed products")
        constraints = [models.UniqueConstraint(fields=["product", "person"], name="downloads_one_follow_each")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.product_id}"


class LifecycleNotice(models.Model):
    """The customers of a version are told `days` days before the day `ends_on`; once, and again for another day (R8).

    `told` counts the mails. A notice about a day that was moved is superseded.
    """

    class Change(models.TextChoices):
        """What happens to the version."""

        SUNSET = "sunset", _("sunset")
        EOL = "eol", _("end of life")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    change = models.CharField(_("change"), max_length=6, choices=Change)
    ends_on = models.DateField(_("day"))
    days = models.PositiveSmallIntegerField(_("days before"))
    due_at = models.DateTimeField(_("due"))
    told_at = models.DateTimeField(_("told"), null=True)
    told = models.PositiveIntegerField(_("mails"), default=0)
    superseded_at = models.DateTimeField(_("superseded"), null=True)

    objects = LifecycleNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice that a version leaves support")
        verbose_name_plural = _("notices that versions leave support")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "change", "days"],
                condition=Q(superseded_at=None),
                name="downloads_one_current_notice",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="downloads_notices_due", condition=Q(told_at=None, superseded_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_change_display()}, {self.days} days before"
