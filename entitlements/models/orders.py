"""Orders of time units: units are paid before they are used (R11)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from entitlements.models.prices import CURRENCY
from entitlements.models.units import UnitLot
from entitlements.querysets import UnitOrderQuerySet


class UnitOrder(models.Model):
    """An organization asks for so many units at that price; once it is paid they stand in its ledger as a lot."""

    class Status(models.TextChoices):
        """Where an order stands."""

        REQUESTED = "requested", _("waits for payment")
        PAID = "paid", _("paid")
        CANCELLED = "cancelled", _("cancelled")

    class Provider(models.TextChoices):
        """How it is paid."""

        INVOICE = "invoice", _("by invoice")
        STRIPE = "stripe", _("by card")

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="unit_orders")
    units = models.PositiveIntegerField(_("units"))
    price_minor = models.PositiveIntegerField(_("price of a unit in minor units of the currency"))
    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])
    purchase_order = models.CharField(_("purchase order number"), max_length=60, blank=True)
    provider = models.CharField(_("paid"), max_length=10, choices=Provider, default=Provider.INVOICE)
    payment_key = models.CharField(_("checkout"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.REQUESTED)
    requested_at = models.DateTimeField(_("ordered"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("paid or cancelled"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lot = models.OneToOneField(UnitLot, null=True, on_delete=models.PROTECT, related_name="order")

    objects = UnitOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order of time units")
        verbose_name_plural = _("orders of time units")
        constraints = [
            models.CheckConstraint(condition=Q(units__range=(1, 10_000)), name="entitlements_order_units"),
            models.CheckConstraint(
                condition=Q(status="requested", decided_at=None, lot=None)
                | Q(status="paid", decided_at__isnull=False, lot__isnull=False)
                | Q(status="cancelled", decided_at__isnull=False, lot=None),
                name="entitlements_order_is_decided_once",
            ),
            models.UniqueConstraint(
                fields=["payment_key"], condition=~Q(payment_key=""), name="entitlements_checkout_of_one_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.units}, {self.get_status_display()}"

    @property
    def total_minor(self) -> int:
        """What all of it costs, in minor units of the currency."""
        return self.units * self.price_minor
