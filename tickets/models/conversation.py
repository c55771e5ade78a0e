"""What is written on a ticket: replies, internal notes, their files, and what is not sent yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket
from tickets.querysets import AttachmentQuerySet


class Reply(models.Model):
    """What customer and vendor say to each other."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_from_vendor = models.BooleanField(_("from the vendor"))
    body = models.TextField(_("text"))
    html = models.TextField(editable=False)
    at = models.DateTimeField(_("written"))
    edited_at = models.DateTimeField(_("edited"), null=True)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        indexes = [models.Index(fields=["author", "at"], name="replies_of_author")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.at:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """What agents say among themselves; no customer ever reads it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(_("text"))
    html = models.TextField(editable=False)
    at = models.DateTimeField(_("written"))
    edited_at = models.DateTimeField(_("edited"), null=True)

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.at:%Y-%m-%d %H:%M}"


class Revision(models.Model):
    """What a reply or a note said before it was edited."""

    reply = models.ForeignKey(Reply, null=True, on_delete=models.CASCADE, related_name="revisions")
    note = models.ForeignKey(Note, null=True, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField(_("text"))
    html = models.TextField(editable=False)
    replaced_at = models.DateTimeField(_("replaced"))

    class Meta:
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")
        constraints = [
            models.CheckConstraint(
                condition=Q(reply=None, note__isnull=False) | Q(reply__isnull=False, note=None),
                name="tickets_revision_of_one_text",
            )
        ]

    def __str__(self) -> str:
        return f"until {self.replaced_at:%Y-%m-%d %H:%M}"


class Attachment(models.Model):
    """A file of the ticket, of one of its replies or of one of its notes, under a random stored name.

    Nobody gets it before it was scanned. Once removed, after a redaction or at its expiry, only its name remains. A
    picture is shown in texts under its `token`; a diagnostic bundle is an attachment that expires.
    """

    class Scan(models.TextChoices):
        """What a virus scanner says of it."""

        WAITING = "waiting", _("waiting for the scan")
        CLEAN = "clean", _("clean")
        INFECTED = "infected", _("infected")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="attachments")
    reply = models.ForeignKey(Reply, null=True, on_delete=models.CASCADE, related_name="attachments")
    note = models.ForeignKey(Note, null=True, on_delete=models.CASCADE, related_name="attachments")
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(_("address"), max_length=32, blank=True)
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(_("uploaded"))
    scan = models.CharField(_("scan"), max_length=10, choices=Scan, default=Scan.CLEAN)
    expires_at = models.DateTimeField(_("expires"), null=True)
    removed_at = models.DateTimeField(_("removed"), null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(condition=Q(reply=None) | Q(note=None), name="tickets_attachment_in_one_place"),
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="tickets_attachment_token_once"),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                name="tickets_attachments_to_expire",
                condition=Q(expires_at__isnull=False, removed_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """What somebody has typed and not sent; `place` is "new" or the reference of a ticket."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(_("place"), max_length=40)
    fields = models.JSONField(_("fields"))
    at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="tickets_one_draft_a_place")]

    def __str__(self) -> str:
        return self.place


class Redaction(models.Model):
    """Something secret was taken out of a text or a file, for good; what it was is not kept."""

    class What(models.TextChoices):
        """What it was taken out of."""

        DESCRIPTION = "description", _("description")
        REPLY = "reply", _("reply")
        NOTE = "note", _("internal note")
        ATTACHMENT = "attachment", _("attachment")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="redactions")
    what = models.CharField(_("taken out of"), max_length=12, choices=What)
    target = models.PositiveBigIntegerField(_("row"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("redacted"))
    reason = models.CharField(_("reason"), max_length=200)
    places = models.PositiveIntegerField(_("places"))

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.reason}"
