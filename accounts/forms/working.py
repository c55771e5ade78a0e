"""When an agent works, as it is filled in: hours as text, a line for each weekday."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.models import Agent, WorkingHours
from catalog.fields import MinuteField
from catalog.models import Weekday
from catalog.rules import Hours, clock, minute
from common.instants import InstantField

UNTIL = (
    (rules.Until.AN_HOUR.value, _("For an hour")),
    (rules.Until.TOMORROW.value, _("Until tomorrow")),
    (rules.Until.MONDAY.value, _("Until Monday")),
    (rules.Until.FURTHER_NOTICE.value, _("Until I am back")),
)
NOT_A_TIME = _("Write times as 09:00-17:30; several with a comma between.")


class WorkingHoursForm(forms.ModelForm):
    """One weekly interval, in the administration."""

    starts_minute = MinuteField(label=_("starts"), may_end_the_day=False)
    ends_minute = MinuteField(label=_("ends"), may_end_the_day=True)

    class Meta:
        model = WorkingHours
        fields = ("weekday", "starts_minute", "ends_minute")


class DayField(forms.CharField):
    """The hours of one weekday: "09:00-12:30, 13:00-17:00"; empty is a day off."""

    def __init__(self, weekday: int) -> None:
        self.weekday = weekday
        attributes = {"placeholder": "09:00-17:30", "autocomplete": "off", "inputmode": "text"}
        widget = forms.TextInput(attrs=attributes)
        super().__init__(label=Weekday(weekday).label, required=False, max_length=80, widget=widget)

    def clean(self, value: Any) -> Any:
        """Read the intervals."""
        text = str(super().clean(value))
        try:
            return [self._interval(part) for part in text.split(",") if part.strip()]
        except ValueError:
            raise forms.ValidationError(NOT_A_TIME) from None

    def _interval(self, text: str) -> Hours:
        starts, separator, ends = text.replace("\N{EN DASH}", "-").partition("-")
        if not separator:
            raise ValueError(text)
        return Hours(self.weekday, minute(starts), minute(ends))


class WeekForm(forms.Form):
    """The weekly hours of an agent, in its own zone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for weekday in Weekday.values:
            self.fields[f"day{weekday}"] = DayField(weekday)

    @classmethod
    def of(cls, agent: Agent) -> "WeekForm":
        """The form as the agent's hours stand."""
        return cls(initial={f"day{day}": _written(agent, day) for day in Weekday.values})

    def week(self) -> list[Hours]:
        """What was filled in."""
        return [each for day in Weekday.values for each in self.cleaned_data[f"day{day}"]]


class AwayForm(forms.Form):
    """Away from now; each choice is a button."""

    until = forms.ChoiceField(choices=UNTIL)


class AbsenceForm(forms.Form):
    """Away from one instant to another, on the clock of who reads."""

    starts_at = InstantField(label=_("Away from"))
    ends_at = InstantField(label=_("Until"))
    note = forms.CharField(label=_("Note"), max_length=120, required=False, help_text=_("Colleagues read it."))


def _written(agent: Agent, weekday: int) -> str:
    hours: Iterable[WorkingHours] = agent.working_hours.all()
    day = sorted((each.starts_minute, each.ends_minute) for each in hours if each.weekday == weekday)
    return ", ".join(f"{clock(starts)}-{clock(ends)}" for starts, ends in day)
