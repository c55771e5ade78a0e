"""What a customer fills in on its tickets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets import rules
from uploads.fields import FilesField


class ReplyForm(forms.Form):
    """A customer's reply. `token` makes a double click one reply."""

    body = forms.CharField(
        label=_("Your reply"),
        strip=False,
        max_length=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Write something to send."),
            "max_length": _("The text is longer than 64,000 characters. Attach the long part as a file."),
        },
    )
    attachments = FilesField(label=_("Attachments"), required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean(self) -> dict[str, Any]:
        """Refuse a text of spaces."""
        data = super().clean() or {}
        if not self.errors and not data["body"].strip():
            self.add_error("body", _("Write something to send."))
        return data
