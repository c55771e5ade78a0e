"""A customer's request, its conversation, its promises and its history."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent, Contact, Environment, Organization
from catalog.models import Desk, Product, Version
from common.history import Event
from entitlements.models import Contract
from tickets.querysets import AttachmentQuerySet, MilestoneQuerySet, TicketQuerySet


class ReferenceCounter(models.Model):
    """The last number given to a ticket of an organization's key."""

    key = models.CharField(max_length=6, unique=True)
    last_number = models.PositiveIntegerField(default=1000)

    class Meta:
        verbose_name = _("reference counter")
        verbose_name_plural = _("reference counters")

    def __str__(self) -> str:
        return f"{self.key}-{self.last_number}"


class Ticket(models.Model):
    """A request for service, with the decision that was made when it was filed.

    `decision` holds codes and parameters (`tickets.rules`); `desk`, `outcome`, `status` and `next_promise_at` are
    cached from it, from the events and from the open milestones; services alone write them.
    """

    class Kind(models.TextChoices):
        """What it asks for."""

        BREAK_FIX = "break-fix", _("break-fix")
        QUESTION = "question", _("question")
        MAINTENANCE = "maintenance", _("maintenance")
        EMERGENCY = "emergency", _("emergency")

    class Channel(models.TextChoices):
        """How it came in."""

        PORTAL = "portal", _("portal")
        PHONE = "phone", _("phone")

    class Severity(models.IntegerChoices):
        """How bad it is."""

        PRODUCTION_DOWN = 1, _("Production down")
        MAJOR = 2, _("Major function impaired")
        MINOR = 3, _("Minor impact")
        COSMETIC = 4, _("Cosmetic or question")

    class Status(models.TextChoices):
        """Where it stands."""

        NEW = "new", _("new")
        OPEN = "open", _("open")
        WAITING_FOR_CUSTOMER = "waiting_for_customer", _("waiting for customer")
        WAITING_FOR_VENDOR = "waiting_for_vendor", _("waiting for vendor")
        SCHEDULED = "scheduled", _("scheduled")
        RESOLVED = "resolved", _("resolved")
        CLOSED = "closed", _("closed")
        NEEDS_ENTITLEMENT = "needs_entitlement", _("needs entitlement")

    class Outcome(models.TextChoices):
        """The answer of the decision."""

        COVERED_NOW = "covered_now", _("covered now")
        COVERED_LATER = "covered_later", _("covered later")
        PAYMENT_REQUIRED = "payment_required", _("payment required")
        NOT_COVERED = "not_covered", _("not covered")

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.BREAK_FIX)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.PORTAL)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tickets")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="tickets")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="tickets")
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="tickets")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    environment = models.ForeignKey(Environment, null=True, on_delete=models.SET_NULL, related_name="tickets")
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity)
    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("description"))
    description_html = models.TextField(editable=False)
    status = models.CharField(_("status"), max_length=24, choices=Status, default=Status.NEW)
    waiting_for = models.CharField(_("waiting for"), max_length=200, blank=True)
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="tickets")
    assignee = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="tickets")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    decision = models.JSONField(_("decision"))
    next_promise_at = models.DateTimeField(_("next promise"), null=True)
    filed_at = models.DateTimeField(_("filed"))
    changed_at = models.DateTimeField(_("changed"))
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    version_number = models.PositiveIntegerField(_("edit number"), default=1)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            models.Index(fields=["desk", "next_promise_at", "id"], name="tickets_queue"),
            models.Index(fields=["organization", "-id"], name="tickets_of_organization"),
            models.Index(fields=["requester", "-id"], name="tickets_of_requester"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(severity__range=(1, 4)), name="tickets_severity"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"


class Reply(models.Model):
    """What customer and vendor say to each other."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_from_vendor = models.BooleanField(_("from the vendor"))
    body = models.TextField(_("text"))
    html = models.TextField(editable=False)
    at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.at:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """What agents say among themselves; no customer ever reads it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(_("text"))
    html = models.TextField(editable=False)
    at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.at:%Y-%m-%d %H:%M}"


class Attachment(models.Model):
    """A file of the ticket, of one of its replies or of one of its notes, under a random stored name."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="attachments")
    reply = models.ForeignKey(Reply, null=True, on_delete=models.CASCADE, related_name="attachments")
    note = models.ForeignKey(Note, null=True, on_delete=models.CASCADE, related_name="attachments")
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(_("uploaded"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(condition=Q(reply=None) | Q(note=None), name="tickets_attachment_in_one_place")
        ]

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """A promise with a clock that runs in covered time. `due_at` is stored and reproducible from what is pinned.

    It is the instant when the target, less `used_seconds`, has passed in covered time since the clock last went on:
    at `resumed_at`, or at `starts_at` if it never stood still.
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
    calendar_versions = models.JSONField(_("calendar versions"), default=dict)
    starts_at = models.DateTimeField(_("starts"))
    due_at = models.DateTimeField(_("due"), null=True)
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
            )
        ]
        indexes = [models.Index(fields=["due_at"], name="tickets_milestones_due", condition=Q(met_at=None))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.due_at}"


class TicketEvent(Event):
    """What happened to a ticket, in order; the page shows it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="events")
    is_internal = models.BooleanField(_("for agents only"), default=False)

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("event of a ticket")
        verbose_name_plural = _("events of a ticket")
