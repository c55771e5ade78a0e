"""What the payment provider told of orders: each event once, with what was done about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from entitlements.models.orders import UnitOrder
from entitlements.querysets import PaymentEventQuerySet


class PaymentEvent(models.Model):
    """Signed news of a payment. The same event is taken once, however often it is sent."""

    class Outcome(models.TextChoices):
        """What was done about it."""

        PAID = "paid", _("the order is paid")
        CANCELLED = "cancelled", _("the order is cancelled")
        IGNORED = "ignored", _("nothing to do")
        MISMATCH = "mismatch", _("it fits no order: look into it")
        TOO_LATE = "too_late", _("paid for a closed order: give the money back")

    event_id = models.CharField(_("event"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=80)
    order = models.ForeignKey(UnitOrder, null=True, on_delete=models.PROTECT, related_name="payment_events")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    at = models.DateTimeField(_("received"))

    objects = PaymentEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("news of a payment")
        verbose_name_plural = _("news of payments")

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_outcome_display()}"
