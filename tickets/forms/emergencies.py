"""What a customer confirms before time units are taken: an emergency, and going on past what is held (R10)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms.life import ActForm

NOT_SAID = {"required": _("Say that you agree: nothing is taken without it.")}


class ConfirmationForm(ActForm):
    """The explicit word that units are taken and support is called."""

    sure = forms.BooleanField(
        label=_("This is an emergency. I agree that the time units are taken and support is called now."),
        error_messages=NOT_SAID,
    )


class ConsentForm(ActForm):
    """How many units more may be drawn, and the explicit word that they are."""

    units = forms.IntegerField(
        label=_("Time units to go on with"),
        min_value=1,
        error_messages={
            "required": _("Say how many time units the work may go on for."),
            "invalid": _("Type a whole number."),
            "min_value": _("Agree to one time unit at least."),
            "max_value": _("You have %(limit_value)s time units left. Choose fewer, or order more of them."),
        },
    )
    sure = forms.BooleanField(
        label=_("I agree that these time units are taken as well. What is not used comes back."),
        error_messages=NOT_SAID,
    )

    def __init__(self, *args: Any, balance: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["units"]
        units.initial = 1
        if balance:
            units.max_value = balance
            units.widget.attrs["max"] = balance
            units.validators = [*units.validators, forms.IntegerField(max_value=balance).validators[0]]


class RefundForm(ActForm):
    """Why the units of an incident should go back."""

    reason = forms.CharField(
        label=_("Which defect of the product was the cause?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A contract administrator reads this and decides. The customer does not."),
        error_messages={"required": _("Say which defect of the product was the cause.")},
    )
