"""What a vendor offers and from where: regions with their hours, desks, products and versions."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField
from timezone_field import TimeZoneField

from catalog import rules
from catalog.querysets import HolidayProposalQuerySet
from common.history import records


class Weekday(models.IntegerChoices):
    """The days of the week as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


MINUTES = Q(opens_minute__gte=0, opens_minute__lt=1440, closes_minute__gte=0, closes_minute__lte=1440)


class Region(models.Model):
    """A place from which support is given: zone, weekly business hours, holidays and phone number (R4)."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    city = models.CharField(_("city"), max_length=80, help_text=_("What customers call its desk: London."))
    zone = TimeZoneField(_("time zone"), use_pytz=False)
    country = CountryField(_("country"), blank=True)
    subdivision = models.CharField(_("subdivision"), max_length=10, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    first_weekday = models.PositiveSmallIntegerField(
        _("first day of the business week"), choices=Weekday, default=Weekday.MONDAY
    )
    calendar_version = models.PositiveIntegerField(_("calendar version"), default=1, editable=False)
    history = records()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_weekday__range=(0, 6)), name="catalog_region_first_weekday_is_a_weekday"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        """The zone as a `tzinfo`."""
        return ZoneInfo(str(self.zone))


class BusinessHours(models.Model):
    """One weekly interval in minutes of the local day; an end at or before its start runs into the next day."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="business_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens_minute = models.PositiveSmallIntegerField(_("opens"))
    closes_minute = models.PositiveSmallIntegerField(_("closes"))

    class Meta:
        verbose_name = _("business hours")
        verbose_name_plural = _("business hours")
        constraints = [
            models.CheckConstraint(condition=MINUTES, name="catalog_hours_within_the_day"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="catalog_hours_on_a_weekday"),
            models.UniqueConstraint(fields=["region", "weekday", "opens_minute"], name="catalog_hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {rules.clock(self.opens_minute)}-{rules.clock(self.closes_minute)}"


class Holiday(models.Model):
    """A local day on which the region is closed from midnight to midnight (R4)."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="holidays")
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [models.UniqueConstraint(fields=["region", "on"], name="catalog_holiday_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"


class HolidayProposal(models.Model):
    """How published holidays would change a region's list of a year. It changes nothing before it is applied.

    Names by ISO day; `removed` are the days of `only_here` that were removed with it. Who decided is kept as a number.
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="holiday_proposals")
    year = models.PositiveSmallIntegerField(_("year"))
    proposed_at = models.DateTimeField(_("proposed"))
    added = models.JSONField(default=dict)
    renamed = models.JSONField(default=dict)
    only_here = models.JSONField(default=dict)
    removed = models.JSONField(default=list)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.BigIntegerField(null=True)
    is_applied = models.BooleanField(_("applied"), default=False)

    objects = HolidayProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("holiday proposal")
        verbose_name_plural = _("holiday proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year"], condition=Q(decided_at=None), name="catalog_proposal_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, is_applied=False)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="catalog_proposal_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.year}"

    @property
    def difference(self) -> rules.HolidayDifference:
        """What it would add, rename and does not know, by day."""
        parts = (self.added, self.renamed, self.only_here)
        return rules.HolidayDifference(
            *({date.fromisoformat(day): name for day, name in part.items()} for part in parts)
        )


class Closure(models.Model):
    """A part of one local day on which the region is closed."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="closures")
    on = models.DateField(_("day"))
    from_minute = models.PositiveSmallIntegerField(_("from"))
    to_minute = models.PositiveSmallIntegerField(_("to"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = [
            models.CheckConstraint(
                condition=Q(from_minute__gte=0, to_minute__lte=1440, from_minute__lt=F("to_minute")),
                name="catalog_closure_within_the_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"


class Opening(models.Model):
    """Hours of one date instead of the weekly ones; they win over a holiday (R4)."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="openings")
    on = models.DateField(_("day"))
    opens_minute = models.PositiveSmallIntegerField(_("opens"))
    closes_minute = models.PositiveSmallIntegerField(_("closes"))

    class Meta:
        verbose_name = _("extra opening")
        verbose_name_plural = _("extra openings")
        constraints = [models.CheckConstraint(condition=MINUTES, name="catalog_opening_within_the_day")]

    def __str__(self) -> str:
        return f"{self.on} {rules.clock(self.opens_minute)}-{rules.clock(self.closes_minute)}"


class Product(models.Model):
    """What was sold."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name"), unique=True)
    history = records()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.name


class Desk(models.Model):
    """The team of a region that works tickets; without products it takes whatever no other desk of it takes."""

    class Assignment(models.TextChoices):
        """Who gets a new ticket of the desk."""

        BY_HAND = "by_hand", _("nobody: agents take tickets by hand")
        IN_TURN = "in_turn", _("in turn: the agent at work whose last one is longest ago")
        LEAST_LOADED = "least_loaded", _("least loaded: the agent at work with the fewest open ones")

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="desks")
    products = models.ManyToManyField(Product, blank=True, related_name="desks")
    assignment = models.CharField(_("assignment"), max_length=12, choices=Assignment, default=Assignment.BY_HAND)

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """A version of a product with its lifecycle: released, sunset (end of standard support), end of life (R8)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="versions")
    number = models.CharField(_("number"), max_length=30)
    released_on = models.DateField(_("released"))
    sunset_on = models.DateField(_("sunset"), null=True, blank=True)
    eol_on = models.DateField(_("end of life"), null=True, blank=True)
    history = records()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="catalog_version_once"),
            models.CheckConstraint(
                condition=Q(sunset_on=None) | Q(sunset_on__gte=F("released_on")), name="catalog_sunset_after_release"
            ),
            models.CheckConstraint(
                condition=Q(eol_on=None) | Q(sunset_on=None) | Q(eol_on__gte=F("sunset_on")),
                name="catalog_eol_after_sunset",
            ),
            models.CheckConstraint(
                condition=Q(eol_on=None) | Q(eol_on__gte=F("released_on")), name="catalog_eol_after_release"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.number}"

    def lifecycle(self, on: date) -> rules.Lifecycle:
        """Where the version stands on the local day `on` (R8)."""
        return rules.lifecycle(sunset_on=self.sunset_on, eol_on=self.eol_on, on=on)

    def ending(self, on: date, ahead: int = rules.ENDS_SOON) -> rules.Ending | None:
        """That it leaves standard support in at most `ahead` days from `on`, or has left it (R8)."""
        return rules.ending(sunset_on=self.sunset_on, eol_on=self.eol_on, on=on, ahead=ahead)
