"""A customer's request and its history."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent, Contact, Environment, Organization
from catalog.models import Desk, Product, Version
from common.history import Event
from entitlements.models import Contract
from tickets.models.words import Problem, Tag
from tickets.querysets import FINISHED, TicketQuerySet


class ReferenceCounter(models.Model):
    """The last number given to a ticket of an organization's key."""

    key = models.CharField(max_length=6, unique=True)
    last_number = models.PositiveIntegerField(default=1000)

    class Meta:
        verbose_name = _("reference counter")
        verbose_name_plural = _("reference counters")

    def __str__(self) -> str:
        return f"{self.key}-{self.last_number}"


SELDOM = ("environment", "merged_into", "partner", "problem")
"""What many tickets have none of: an index holds those that have it, so that a change of the others writes none."""


UNFINISHED = Q(is_set_aside=False) & ~Q(status__in=FINISHED)
"""The condition of `TicketQuerySet.unfinished`: what the queue counts and lists is found among these alone."""


class Ticket(models.Model):
    """A request for service, with the decision that was made when it was filed.

    `decision` holds codes and parameters (`tickets.rules`). `desk`, `outcome`, `status`, `next_promise_at`,
    `closes_at`, `merged_into` and `is_set_aside` are cached from it, from the events and from other rows; services
    alone write them.
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

    reference = models.CharField(_("reference"), max_length=20)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.BREAK_FIX)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.PORTAL)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="tickets")
    organization = models.ForeignKey(
        Organization, null=True, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="tickets")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    environment = models.ForeignKey(
        Environment, null=True, on_delete=models.SET_NULL, related_name="tickets", db_index=False
    )
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity)
    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("description"))
    description_html = models.TextField(editable=False)
    status = models.CharField(_("status"), max_length=24, choices=Status, default=Status.NEW)
    waiting_for = models.CharField(_("waiting for"), max_length=200, blank=True)
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="tickets", db_index=False)
    assignee = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="tickets", db_index=False)
    partner = models.ForeignKey(
        Organization,
        null=True,
        on_delete=models.PROTECT,
        related_name="filed_tickets",
        db_index=False,
        verbose_name=_("filed by partner"),
    )
    problem = models.ForeignKey(Problem, null=True, on_delete=models.SET_NULL, related_name="tickets", db_index=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)
    tags = models.ManyToManyField(Tag, related_name="tickets", verbose_name=_("tags"))
    is_set_aside = models.BooleanField(_("in the trash"), default=False)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    decision = models.JSONField(_("decision"))
    next_promise_at = models.DateTimeField(_("next promise"), null=True)
    filed_at = models.DateTimeField(_("filed"))
    changed_at = models.DateTimeField(_("changed"))
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    closes_at = models.DateTimeField(_("closes by itself"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    version_number = models.PositiveIntegerField(_("edit number"), default=1)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            models.Index(fields=["desk", "next_promise_at", "id"], name="tickets_queue", condition=UNFINISHED),
            models.Index(fields=["next_promise_at", "id"], name="tickets_unfinished", condition=UNFINISHED),
            models.Index(fields=["desk", "changed_at"], name="tickets_changed_lately", condition=UNFINISHED),
            models.Index(fields=["status", "desk"], name="tickets_by_status", condition=UNFINISHED),
            models.Index(fields=["desk"], name="tickets_unassigned", condition=UNFINISHED & Q(assignee=None)),
            models.Index(
                fields=["assignee"], name="tickets_by_assignee", condition=UNFINISHED & Q(assignee__isnull=False)
            ),
            models.Index(
                fields=["organization", "next_promise_at", "id"],
                name="tickets_open_by_organization",
                condition=UNFINISHED,
            ),
            models.Index(fields=["organization", "desk"], name="tickets_by_organization_a_desk", condition=UNFINISHED),
            models.Index(fields=["product"], name="tickets_by_product", condition=UNFINISHED),
            models.Index(fields=["contact"], name="tickets_by_contact", condition=UNFINISHED),
            models.Index(fields=["organization", "-id"], name="tickets_of_organization"),
            models.Index(fields=["requester", "-id"], name="tickets_of_requester"),
            models.Index(fields=["requester", "filed_at"], name="tickets_filed_lately"),
            models.Index(fields=["closes_at"], name="tickets_to_close", condition=Q(closes_at__isnull=False)),
            *(
                models.Index(fields=[name], name=f"tickets_by_{name}", condition=Q(**{f"{name}__isnull": False}))
                for name in SELDOM
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="tickets_one_of_a_reference"),
            models.CheckConstraint(condition=Q(severity__range=(1, 4)), name="tickets_severity"),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(status="resolved"), name="tickets_only_resolved_ones_close"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="tickets_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(partner=None) | Q(contract__isnull=False), name="tickets_partner_files_under_a_contract"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"


class TicketEvent(Event):
    """What happened to a ticket, in order; the page shows it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="events")
    is_internal = models.BooleanField(_("for agents only"), default=False)

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("event of a ticket")
        verbose_name_plural = _("events of a ticket")
