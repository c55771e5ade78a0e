"""What is asked before something is done to a contract."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entitlements import services, wording
from entitlements.admin.forms import LONGEST_TERM
from entitlements.models import Bundle, Contract

LONGEST_REASON = 500
"""Characters."""


class ActForm(forms.Form):
    """Nothing but the confirmation; `today` is the day of the sold-in region."""

    def __init__(self, *args: Any, contract: Contract, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract, self.today = contract, today

    def values(self) -> dict[str, Any]:
        """What was typed; of a form that was not sent what it begins with."""
        if self.is_bound:
            return self.cleaned_data
        return {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}

    @property
    def says_enough(self) -> bool:
        """Whether the act can be tried by what was typed, or by what the form begins with."""
        return self.is_bound or None not in [
            self.values()[name] for name, field in self.fields.items() if field.required
        ]


class ReasonForm(ActForm):
    """Why it is done."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text=_("It stands in the history of the contract. The customer does not read it."),
        error_messages={"required": _("Say why: the reason stands in the history of the contract.")},
    )


class TerminationForm(ReasonForm):
    """As of which day a contract ends."""

    on = forms.DateField(
        label=_("Ends on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The contract ends at the start of this day in its sold-in region."),
    )
    field_order = ("on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", self.today)

    def clean_on(self) -> date:
        """Refuse a day on which the contract cannot end, in words."""
        on: date = self.cleaned_data["on"]
        refused = services.termination_day_refused(self.contract, on=on, today=self.today)
        if refused:
            raise forms.ValidationError(wording.rules_in_words(refused))
        return on


class YearsForm(ActForm):
    """For how many 12-month terms."""

    years = forms.IntegerField(
        label=_("Years"), min_value=1, max_value=LONGEST_TERM, initial=1, help_text=_("Whole 12-month terms.")
    )


class BundleForm(YearsForm):
    """Which bundle, from which day."""

    bundle = forms.ModelChoiceField(Bundle.objects.order_by("name"), label=_("Bundle"))
    starts_on = forms.DateField(label=_("Starts"), widget=forms.DateInput(attrs={"type": "date"}))
    field_order = ("bundle", "starts_on", "years")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts_on", self.contract.starts_on)
