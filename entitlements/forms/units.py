"""How many time units a customer orders, and which month of its statement it reads."""

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
