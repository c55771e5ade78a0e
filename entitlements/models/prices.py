"""The price list: packages, and what they promise."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.history import records
from entitlements import coverage


def supported_only() -> list[str]:
    """The lifecycles that a standard package covers (R8)."""
    return [coverage.Lifecycle.SUPPORTED.value]


def severities_that_page() -> list[int]:
    """The severities at which on-call is paged unless a package says otherwise."""
    return [1, 2]


def all_severities() -> list[int]:
    """Every severity."""
    return [1, 2, 3, 4]


CURRENCY = RegexValidator(r"^[A-Z]{3}$", _("Three capital letters of ISO 4217: USD."))
"""Money is in minor units of a currency named so."""


class Package(models.Model):
    """A line of the price list: which window it covers, where, for which lifecycle, and how it is sold."""

    class SoldAs(models.TextChoices):
        """How a package is paid for."""

        TERM = "term", _("12-month term")
        UNITS = "units", _("time units")

    class Window(models.TextChoices):
        """Which instants of a week it covers."""

        BUSINESS_HOURS = "business_hours", _("business hours")
        BUSINESS_WEEK = "business_week", _("business week")
        ALWAYS = "always", _("always")
        BOOKED = "booked", _("the booked maintenance window")
        UNCOVERED = "uncovered", _("any instant nothing else covers")

    class Where(models.TextChoices):
        """Whose region works it."""

        SOLD_IN = "sold_in", _("sold-in region")
        CONTACT = "contact", _("the contact's home region")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    summary = models.CharField(_("summary"), max_length=240, blank=True)
    sold_as = models.CharField(_("sold as"), max_length=10, choices=SoldAs, default=SoldAs.TERM)
    window = models.CharField(_("window"), max_length=20, choices=Window)
    where = models.CharField(_("where"), max_length=10, choices=Where, default=Where.SOLD_IN)
    lifecycles = models.JSONField(_("lifecycles covered"), default=supported_only)
    needs = models.ManyToManyField("self", symmetrical=False, blank=True, verbose_name=_("needs"))
    covers_holidays = models.BooleanField(_("covers public holidays"), default=False)
    covers_questions = models.BooleanField(_("covers questions"), default=False)
    offered_to_subscribers = models.BooleanField(_("offered to after-hours subscribers"), default=True)
    pages_at_severity = models.JSONField(_("pages at severity"), default=severities_that_page, blank=True)
    eligible_severities = models.JSONField(_("eligible severities"), default=all_severities)
    minimum_units = models.PositiveSmallIntegerField(_("minimum units"), default=1)
    price_minor = models.PositiveIntegerField(_("price in minor units of the currency"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default="USD", validators=[CURRENCY])
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    history = records()

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        constraints = [
            models.CheckConstraint(condition=Q(minimum_units__gte=1), name="entitlements_package_minimum_units"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="entitlements_package_currency"),
        ]

    def __str__(self) -> str:
        return self.name


class Bundle(models.Model):
    """Packages that are sold together at a discount (R12).

    What was sold keeps the discount of its day, as long as it stays together.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    packages = models.ManyToManyField(Package, related_name="bundles", verbose_name=_("packages"))
    discount_percent = models.PositiveSmallIntegerField(
        _("discount in percent"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")
        constraints = [
            models.CheckConstraint(condition=Q(discount_percent__range=(1, 100)), name="entitlements_bundle_discount")
        ]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """What a package promises at a severity: minutes of covered time until a milestone."""

    class Milestone(models.TextChoices):
        """The promises with a clock."""

        FIRST_RESPONSE = "first_response", _("first response")
        NEXT_UPDATE = "next_update", _("next update")
        RESOLUTION = "resolution", _("resolution")

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="targets")
    severity = models.PositiveSmallIntegerField(_("severity"))
    milestone = models.CharField(_("milestone"), max_length=20, choices=Milestone)
    minutes = models.PositiveIntegerField(_("minutes of covered time"))

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(fields=["package", "severity", "milestone"], name="entitlements_target_once"),
            models.CheckConstraint(condition=Q(severity__range=(1, 4)), name="entitlements_target_severity"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="entitlements_target_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.get_milestone_display()}, severity {self.severity}: {self.minutes} min"
