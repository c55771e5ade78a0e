"""Files on their way in: what has arrived of each, and what a virus scanner says of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from uploads.querysets import ScanQuerySet, UploadQuerySet


class Upload(models.Model):
    """A file that somebody sends, in as many pieces as it takes, until something of the portal uses it.

    `token` is its address and cannot be guessed; `file` is its name in the storage, which says nothing. While it is
    `receiving` the bytes on the disk are the truth about how much has arrived, and `received` follows them; in a bucket
    `received` is the truth, and `parts` is the bucket's number of the parts that are there.
    """

    class State(models.TextChoices):
        """What has become of it."""

        RECEIVING = "receiving", _("on its way")
        WAITING = "waiting", _("waiting for the scan")
        CLEAN = "clean", _("ready")
        INFECTED = "infected", _("infected")
        EXPIRED = "expired", _("expired")
        ADOPTED = "adopted", _("used")

    token = models.CharField(max_length=32, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    purpose = models.CharField(_("purpose"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    received = models.PositiveBigIntegerField(_("bytes received"), default=0)
    parts = models.CharField(max_length=1024, blank=True, db_default="")
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVING)
    at = models.DateTimeField(_("begun"))
    expires_at = models.DateTimeField(_("expires"))

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="uploads_no_more_than_announced"),
            models.CheckConstraint(
                condition=Q(state="receiving") | Q(state="expired") | Q(received=F("size")),
                name="uploads_complete_before_use",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="uploads_by_expiry")]

    def __str__(self) -> str:
        return self.name


class Scan(models.Model):
    """A stored file that a virus scanner is asked about until it answers; no verdict means that it has not."""

    class Verdict(models.TextChoices):
        """What the scanner says."""

        CLEAN = "clean", _("clean")
        INFECTED = "infected", _("infected")

    file = models.CharField(_("file"), max_length=200, unique=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    found = models.CharField(_("found"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    lease = models.CharField(max_length=32, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    objects = ScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        indexes = [models.Index(fields=["due_at"], name="uploads_scans_due", condition=Q(verdict=""))]

    def __str__(self) -> str:
        return self.file
