"""What must leave the house: stored in the transaction of its cause, sent by the worker, never lost."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outbox.querysets import MessageQuerySet, QuarantineQuerySet


class OutboundMessage(models.Model):
    """One thing to deliver: a mail, a page or a piece of news for an upper app (`topic`).

    `recipient` is an address, not a user. `payload` is frozen when the cause happened; what lies in it under `secret`
    (a code, a link that lets its reader in) is forgotten once it is delivered. `guard` names the question asked again
    before delivery ("may this person still read it?"); empty asks nothing. `dedupe_key` is given to the provider too:
    the same thing is never delivered twice.
    """

    class Kind(models.TextChoices):
        """How it is delivered."""

        MAIL = "mail", _("mail")
        PAGE = "page", _("page")
        TOPIC = "topic", _("news for another part of the portal")

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60, help_text=_("The template of a mail, or the topic."))
    recipient = models.CharField(max_length=320, blank=True)
    payload = models.JSONField(default=dict)
    guard = models.CharField(max_length=120, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text=_("The next attempt is made at or after this instant."))
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True, help_text=_("Given up, with the reason in the last error."))
    dropped_at = models.DateTimeField(null=True, help_text=_("Its reader may no longer read it."))
    last_error = models.TextField(blank=True)
    cause = models.CharField(
        max_length=36, blank=True, db_default="", help_text=_("The request that owed it, by its number in the log.")
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbound message")
        verbose_name_plural = _("outbound messages")
        indexes = [
            models.Index(
                fields=["kind", "due_at", "id"],
                name="outbox_due_of_kind",
                condition=Q(sent_at=None, dead_at=None, dropped_at=None),
            ),
            models.Index(fields=["dead_at"], name="outbox_dead", condition=Q(dead_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} to {self.recipient or self.dedupe_key}"


class SubmissionToken(models.Model):
    """A form's token and the address of what it made: a double click or a retry makes one thing."""

    token = models.CharField(max_length=64)
    owner = models.CharField(max_length=64, help_text=_("Whose form it is, so that a token cannot be guessed at."))
    created_at = models.DateTimeField()
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("submission token")
        verbose_name_plural = _("submission tokens")
        constraints = [models.UniqueConstraint(fields=["owner", "token"], name="outbox_one_answer_per_token")]

    def __str__(self) -> str:
        return self.token


class Sweep(models.Model):
    """When one of the worker's rounds ended last: one that is late means that something stands still."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    ended_at = models.DateTimeField(_("ended"))
    stood_from = models.DateTimeField(_("stood still from"), null=True)
    recovered_at = models.DateTimeField(_("went on"), null=True)
    pinged_at = models.DateTimeField(_("outside told"), null=True)
    pings_failed = models.PositiveIntegerField(_("pings that did not arrive"), default=0)

    class Meta:
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")

    def __str__(self) -> str:
        return self.name


class Quarantine(models.Model):
    """A time in which nothing leaves the portal: it was restored from a backup, or is a copy that must keep still.

    `known_until` is the last instant that its data knows of: what was due by then may have been sent by the portal that
    it was taken from. It ends when somebody releases it.
    """

    began_at = models.DateTimeField(_("began"))
    known_until = models.DateTimeField(_("data of"))
    released_at = models.DateTimeField(_("released"), null=True)
    released_by = models.CharField(_("released by"), max_length=320, blank=True)
    held = models.PositiveIntegerField(_("held as already sent"), default=0)

    objects = QuarantineQuerySet.as_manager()

    class Meta:
        verbose_name = _("quarantine")
        verbose_name_plural = _("quarantines")

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"
