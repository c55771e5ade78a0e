"""What an agent does to a ticket."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms.edits import EditField
from tickets.models import Ticket
from uploads.fields import FilesField

CHOSEN = (
    Ticket.Status.OPEN,
    Ticket.Status.WAITING_FOR_CUSTOMER,
    Ticket.Status.WAITING_FOR_VENDOR,
    Ticket.Status.SCHEDULED,
)
"""The statuses that an agent sets by name; the others have acts of their own."""


class EditForm(forms.Form):
    """What every change carries: the edit and the last event that its reader saw.

    Two of these stand on one page, so each names its fields by its own word.
    """

    word = "id"
    edit = EditField()
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{self.word}_%s", **kwargs)

    def outdated_from(self) -> int | None:
        """The last event that a refused form knew of; None for a form that was not sent."""
        return getattr(self, "cleaned_data", {}).get("seen")

    def refresh(self, *, edit: int, seen: int) -> None:
        """Let a refused form be sent again on top of what its reader sees now."""
        sent: Any = self.data
        renewed = sent.copy()
        renewed["edit"], renewed["seen"] = edit, seen
        self.data = renewed


@dataclass(frozen=True)
class StatusDraft:
    """A change of status, with the ask that waiting for the customer needs, on top of the edit that was read."""

    status: str
    waiting_for: str
    edit: int


class StatusForm(EditForm):
    """Sets the status; waiting for the customer names what is asked."""

    word = "state"
    status = forms.ChoiceField(
        label=_("State"), choices=[(status.value, status.label.capitalize()) for status in CHOSEN]
    )
    waiting_for = forms.CharField(
        label=_("What do you need?"),
        required=False,
        max_length=200,
        help_text=_("The customer reads this. Promises pause until they answer."),
    )

    def draft(self) -> StatusDraft:
        """The change that a valid form asks for."""
        status = self.cleaned_data["status"]
        asks = status in (Ticket.Status.WAITING_FOR_CUSTOMER, Ticket.Status.WAITING_FOR_VENDOR)
        return StatusDraft(status, self.cleaned_data["waiting_for"] if asks else "", self.cleaned_data["edit"])


class ComposerForm(EditForm):
    """A reply or an internal note; the text is one field, so that switching keeps it."""

    word = "composer"
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    mode = forms.ChoiceField(choices=[("reply", _("Reply")), ("note", _("Internal note"))])
    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("Write to the customer, or a note among agents")}),
    )
    attachments = FilesField(label=_("Attach files"), required=False)

    def take_notes_only(self) -> None:
        """Ask for a note alone: nothing reaches the customer of a ticket in the trash."""
        self.fields["body"].widget.attrs["placeholder"] = _("A note among agents")


class AssignmentForm(forms.Form):
    """Gives the ticket, as it was looked at in the edit, to an agent."""

    edit = EditField()
    assignee = forms.IntegerField(min_value=1)
    next = forms.CharField(required=False)
