"""What an organization bought: licenses, contracts and their lines."""

from datetime import date, timedelta
from secrets import token_hex

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from catalog.models import Product, Region
from common.history import Event
from entitlements.models.prices import CURRENCY, Bundle, Package
from entitlements.querysets import (
    CURRENT,
    GIVING,
    ContractQuerySet,
    EntitlementQuerySet,
    LicenseQuerySet,
    is_anniversary,
)


def license_reference() -> str:
    """A reference for a license that nobody named."""
    return f"L-{token_hex(5).upper()}"


def line_reference() -> str:
    """A reference for a line that nobody named."""
    return f"E-{token_hex(5).upper()}"


class License(models.Model):
    """One purchase of a product, in the region where it was sold. Spreadsheets and other systems know its reference."""

    reference = models.CharField(
        _("reference"), max_length=40, unique=True, default=license_reference, help_text=_("Names it in spreadsheets.")
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="licenses")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    sold_in = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("sold-in region"))
    purchased_on = models.DateField(_("purchased"))

    objects = LicenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("license")
        verbose_name_plural = _("licenses")
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1), name="entitlements_license_quantity")]

    def __str__(self) -> str:
        return f"{self.organization}: {self.quantity} x {self.product}"


class Contract(models.Model):
    """An agreement with an organization; its lines are its entitlements.

    `over_at` is when the day came as of which it was terminated: it names its partners until then.
    """

    class Status(models.TextChoices):
        """Where a contract stands; services alone change it, by `rules.ACTS`. A draft or suspended one is idle."""

        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        EXPIRED = "expired", _("expired")
        TERMINATED = "terminated", _("terminated")

    number = models.CharField(_("number"), max_length=40, unique=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="contracts")
    sold_in = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("sold-in region"))
    additional_regions = models.ManyToManyField(
        Region, blank=True, related_name="+", verbose_name=_("additional regions")
    )
    licenses = models.ManyToManyField(License, related_name="contracts", verbose_name=_("licenses"))
    partners = models.ManyToManyField(
        Organization, blank=True, related_name="partner_contracts", verbose_name=_("partners")
    )
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends (exclusive)"))
    currency = models.CharField(_("currency"), max_length=3, default="USD", validators=[CURRENCY])
    contact_limit = models.PositiveSmallIntegerField(
        _("named contacts"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How many contacts may file tickets. Empty: as many as there are."),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    terminated_on = models.DateField(_("terminated"), null=True, blank=True, editable=False)
    over_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="entitlements_contract_term",
                violation_error_message=_("A contract ends after it starts."),
            ),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="entitlements_contract_currency"),
            models.CheckConstraint(
                condition=Q(terminated_on=None) | Q(terminated_on__gte=F("starts_on"), terminated_on__lte=F("ends_on")),
                name="entitlements_contract_terminated_within_term",
            ),
            models.CheckConstraint(
                condition=Q(status="terminated", terminated_on__isnull=False)
                | (~Q(status="terminated") & Q(terminated_on=None)),
                name="entitlements_contract_terminated_as_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(over_at=None) | Q(status="terminated"), name="entitlements_contract_over_is_terminated"
            ),
            models.CheckConstraint(
                condition=Q(contact_limit=None) | Q(contact_limit__gte=1), name="entitlements_contract_contact_limit"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def last_day(self) -> date:
        """The last day of the contract; it ends at its midnight."""
        return (self.terminated_on or self.ends_on) - timedelta(days=1)

    @property
    def is_current(self) -> bool:
        """Whether the partners that it names file and read under it (R1)."""
        return self.status in CURRENT or (self.status == self.Status.TERMINATED and self.over_at is None)

    @property
    def gives(self) -> bool:
        """Whether it gives on the days of its lines what they promise."""
        return self.status in GIVING


class Entitlement(models.Model):
    """One line of a contract: a package for a term [starts_on, ends_on) in days of the sold-in region (R3).

    `first_starts_on` is the start of the chain of renewals that terms are counted from. A line that ended early
    has `terminated_on`; a line that a ticket relied on is terminated, never deleted. `bundle` is where it came from;
    `discount_percent` is `bundle_percent` while all of the bundle is sold for the line's term, else 0 (R12).
    Spreadsheets and other systems know its `reference`.
    """

    reference = models.CharField(_("reference"), max_length=40, unique=True, default=line_reference, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="entitlements")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+")
    first_starts_on = models.DateField(_("first start of the chain"), editable=False)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends (exclusive)"))
    is_co_termed = models.BooleanField(_("co-termed with Gold"), default=False)
    terminated_on = models.DateField(_("terminated"), null=True, blank=True)
    price_minor = models.PositiveIntegerField(_("price in minor units"), default=0)
    discount_percent = models.PositiveSmallIntegerField(
        _("discount in percent"), default=0, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    continues = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by", editable=False
    )
    bundle = models.ForeignKey(
        Bundle, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("bundle"),
    )  # fmt: skip
    bundle_percent = models.PositiveSmallIntegerField(_("discount of the bundle in percent"), default=0, editable=False)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("entitlement")
        verbose_name_plural = _("entitlements")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="entitlements_term"),
            models.CheckConstraint(
                condition=Q(first_starts_on__lte=F("starts_on")), name="entitlements_term_after_first_start"
            ),
            models.CheckConstraint(
                condition=Q(terminated_on=None) | Q(terminated_on__gte=F("starts_on"), terminated_on__lte=F("ends_on")),
                name="entitlements_terminated_within_term",
            ),
            models.CheckConstraint(condition=Q(discount_percent__lte=100), name="entitlements_discount"),
            models.CheckConstraint(condition=Q(bundle_percent__lte=100), name="entitlements_bundle_percent"),
            models.CheckConstraint(
                condition=Q(is_co_termed=True) | (is_anniversary("starts_on") & is_anniversary("ends_on")),
                name="entitlements_whole_term",
                violation_error_message=_("A package is sold in whole 12-month terms, counted from its first start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package} {self.starts_on} to {self.ends_on}"

    def holds_on(self, day: date) -> bool:
        """Whether the line is in force on that day of its sold-in region."""
        return self.starts_on <= day < (self.terminated_on or self.ends_on)


class CoveredLicense(models.Model):
    """A license that an entitlement covers, with the entitlement's package and term.

    They stand here again so that the database itself refuses two entitlements of one package for one license at
    the same time. Services alone write these rows.
    """

    entitlement = models.ForeignKey(Entitlement, on_delete=models.CASCADE, related_name="covered_licenses")
    license = models.ForeignKey(License, on_delete=models.PROTECT, related_name="covered_by")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        verbose_name = _("covered license")
        verbose_name_plural = _("covered licenses")
        constraints = [
            models.UniqueConstraint(fields=["entitlement", "license"], name="entitlements_covered_license_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="entitlements_covered_term"),
        ]

    def __str__(self) -> str:
        return f"{self.license}: {self.package}"


class SaleEvent(Event):
    """What happened to what an organization bought, in order."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="sale_events")
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="events")

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("event of a sale")
        verbose_name_plural = _("events of a sale")
