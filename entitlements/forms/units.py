"""How many time units a customer orders, and which month of its statement it reads."""

from datetime import datetime, tzinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from entitlements.services import MOST_UNITS, UnitOrderDraft


class UnitOrderForm(forms.Form):
    """An order: the number of units, and the customer's own number for it."""

    units = forms.IntegerField(
        label=_("Time units"),
        min_value=1,
        max_value=MOST_UNITS,
        error_messages={
            "required": _("Say how many time units you need."),
            "invalid": _("Type a whole number."),
            "min_value": _("Order one time unit at least."),
            "max_value": _("Order %(limit_value)s time units at most; more of them by another order."),
        },
    )
    purchase_order = forms.CharField(
        label=_("Purchase order number"),
        max_length=60,
        required=False,
        help_text=_("Stands on the invoice, if your company needs it."),
    )

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def draft(self) -> UnitOrderDraft:
        """What was ordered; only of a valid form."""
        return UnitOrderDraft(self.cleaned_data["units"], self.cleaned_data["purchase_order"])


def month(text: str, at: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The month that `text` names as 2026-06, else that of `at`: from its first local midnight up to the next one's."""
    try:
        named = datetime.strptime(text, "%Y-%m").replace(tzinfo=zone)
    except ValueError:
        named = at.astimezone(zone)
    try:
        first = datetime(named.year, named.month, 1, tzinfo=zone)
        return first, following(first)
    except (ValueError, OverflowError):
        first = at.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return first, following(first)


def following(first: datetime) -> datetime:
    """The first midnight of the month after the one that begins at `first`."""
    years, month_before = divmod(first.month, 12)
    return first.replace(year=first.year + years, month=month_before + 1)
