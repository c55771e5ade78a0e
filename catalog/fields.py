"""Fields that other apps take into their forms: a time of the day."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog import rules


class MinuteField(forms.CharField):
    """A time of the local day from 00:00 to 24:00, kept as a minute of it."""

    default_error_messages = {"not_a_time": _("Write a time as HH:MM, from 00:00 to 24:00.")}

    def __init__(self, *, may_end_the_day: bool, **kwargs: Any) -> None:
        self.latest = rules.DAY if may_end_the_day else rules.DAY - 1
        super().__init__(max_length=5, **kwargs)
        self.widget.attrs |= {"size": "5", "inputmode": "numeric", "placeholder": "HH:MM"}

    def prepare_value(self, value: Any) -> Any:
        """Show a stored minute as a time."""
        return rules.clock(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Read a time; a minute that was read already stays."""
        if value in self.empty_values or isinstance(value, int):
            return value
        try:
            minute = rules.minute(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["not_a_time"], code="not_a_time") from None
        if minute > self.latest:
            raise ValidationError(_("A day begins at 00:00 at the earliest and before 24:00."), code="too_late")
        return minute

    def validate(self, value: Any) -> None:
        """Ask for a value; its length was a matter of the text."""
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        """A minute has no length."""
