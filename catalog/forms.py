"""Forms of the administration: hours as people write them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from catalog import rules, wording
from catalog.fields import MinuteField
from catalog.models import BusinessHours, Closure, Opening


def opens() -> MinuteField:
    """When an interval begins."""
    return MinuteField(label=_("opens"), may_end_the_day=False)


def closes() -> MinuteField:
    """When an interval ends; at or before its beginning it ends on the next day."""
    return MinuteField(label=_("closes"), may_end_the_day=True)


class BusinessHoursForm(forms.ModelForm):
    """One weekly interval."""

    opens_minute = opens()
    closes_minute = closes()

    class Meta:
        model = BusinessHours
        fields = ("weekday", "opens_minute", "closes_minute")


class OpeningForm(forms.ModelForm):
    """Hours of one date."""

    opens_minute = opens()
    closes_minute = closes()

    class Meta:
        model = Opening
        fields = ("on", "opens_minute", "closes_minute")


class ClosureForm(forms.ModelForm):
    """A part of one day on which the region is closed."""

    from_minute = MinuteField(label=_("from"), may_end_the_day=False)
    to_minute = MinuteField(label=_("to"), may_end_the_day=True)

    class Meta:
        model = Closure
        fields = ("on", "from_minute", "to_minute", "name")

    def clean(self) -> dict[str, Any] | None:
        """Refuse a closure that ends before it starts, in words."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("from_minute"), cleaned.get("to_minute")
        if start is not None and end is not None and end <= start:
            self.add_error("to_minute", _("A closure ends later on the same day. Write one for each day."))
        return cleaned


class WeekFormSet(BaseInlineFormSet):
    """The hours grid of a region: intervals of one week that do not overlap."""

    def clean(self) -> None:
        """Refuse intervals that overlap, naming both."""
        super().clean()
        week = [
            rules.Hours(row["weekday"], row["opens_minute"], row["closes_minute"])
            for row in (form.cleaned_data for form in self.forms if form.is_valid())
            if row.get("opens_minute") is not None and not row.get("DELETE")
        ]
        for violation in rules.overlapping_hours(week):
            raise ValidationError(wording.sentence(violation), code=violation.code)


class SeenForm(forms.Form):
    """Which state of a proposal a decision is about: when it was proposed, as the page showed it."""

    seen_at = forms.DateTimeField()
