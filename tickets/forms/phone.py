"""What an agent fills in while somebody is on the phone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms.filing import FilingForm
from tickets.forms.offers import Offer
from tickets.models import Ticket
from tickets.services import TicketDraft


class CallForm(FilingForm):
    """The ticket of a call: no files, and nothing of the organization before the caller is known."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        help_text=_("One sentence, in the caller's words."),
        error_messages={"required": _("Say in one sentence what it is about.")},
    )

    def __init__(self, *args: Any, offer: Offer, is_known: bool, **options: Any) -> None:
        super().__init__(*args, offer=offer, **options)
        self.is_known = is_known
        del self.fields["attachments"]
        self.fields["description"].widget = forms.Textarea(attrs={"rows": 5})
        if is_known:
            self.fields["version"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Take no emergency from a caller who is not known: it costs the organization."""
        data = super().clean()
        data["attachments"] = []
        data["emergency_confirmed"] = data.get("emergency_confirmed", False) and self.is_known
        return data

    def draft(self) -> TicketDraft:
        """The ticket that a valid form asks for."""
        return replace(super().draft(), channel=Ticket.Channel.PHONE.value)


class PinForm(forms.Form):
    """What the caller says is its PIN."""

    pin = forms.CharField(
        label=_("PIN"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True, "size": 8}),
    )


class OverrideForm(forms.Form):
    """Why a lead believes a caller without a PIN."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
