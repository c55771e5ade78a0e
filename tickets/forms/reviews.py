"""What a duty manager decides with."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common import instants


class SeenField(forms.Field):
    """An instant as a page wrote it, to the microsecond."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> datetime | None:
        """The instant; None for none."""
        try:
            return instants.read(value) if value else None
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        """The instant as it is sent back."""
        return value.isoformat() if isinstance(value, datetime) else value


class ReviewForm(forms.Form):
    """The review as its reader saw it: a change that it took in since is another one to decide on."""

    seen = SeenField()
