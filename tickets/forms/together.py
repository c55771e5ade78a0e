"""What an agent fills in to bring tickets together or to take them apart."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets import rules
from tickets.models import Ticket

RELATED, PART_OF, HAS_PART = "related", "part_of", "has_part"


class OtherTicketForm(forms.Form):
    """Names another ticket that its reader works; one that the reader may not see is answered as a missing one."""

    ticket = forms.CharField(label=_("Ticket"), max_length=20, help_text=_("Its reference, such as ABC-1042."))

    def __init__(self, user: User, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.user = user

    def clean_ticket(self) -> Ticket:
        """The ticket of that name.

        Raises:
            ValidationError: unknown and invisible alike.
        """
        name = self.cleaned_data["ticket"].strip().upper()
        kept = Ticket.objects.worked_by(self.user).kept()
        found = kept.select_related("merged_into", "requester", "organization", "problem").filter(reference=name)
        if (ticket := found.first()) is None:
            raise ValidationError(_("You work no ticket of this name."), code="unknown")
        return ticket


class LinkForm(OtherTicketForm):
    """Says what this ticket is to another one."""

    kind = forms.ChoiceField(
        label=_("This ticket is"),
        choices=((RELATED, _("related to it")), (PART_OF, _("a part of it")), (HAS_PART, _("what it is a part of"))),
        widget=forms.RadioSelect,
        initial=RELATED,
    )
    field_order = ("kind", "ticket")


class SplitForm(forms.Form):
    """The new ticket as it will be filed."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    subject = forms.CharField(
        label=_("Subject"), max_length=200, error_messages={"required": _("Say in one line what it is about.")}
    )
    severity = forms.TypedChoiceField(label=_("Severity"), choices=Ticket.Severity.choices, coerce=int)
    text = forms.CharField(
        label=_("Text"),
        strip=False,
        max_length=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Leave what belongs to the new ticket. The old one keeps all of it."),
    )
