"""What a customer fills in on its tickets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog.models import Product
from tickets import rules
from tickets.forms.files import FilesField
from tickets.querysets import TicketQuerySet

STATES = (("open", _("Open")), ("finished", _("Resolved and closed")), ("all", _("All")))
WHOSE = (("organization", _("My organization's")), ("mine", _("Mine")))


class TicketFilters(forms.Form):
    """Narrows the list; a value that makes no sense narrows nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    whose = forms.ChoiceField(label=_("Whose"), choices=WHOSE, required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)

    def offer(self, products: list[Product], *, reads_all: bool) -> None:
        """Offer the products there are, and the organization's tickets to those who read them."""
        choices = [("", _("Any product")), *((str(each.pk), each.name) for each in products)]
        self.fields["product"].choices = choices  # type: ignore[attr-defined]
        if not reads_all:
            del self.fields["whose"]

    def chosen(self, name: str, otherwise: str = "") -> str:
        """The value of a filter, or `otherwise` where it is missing or makes no sense."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or otherwise)

    def narrow(self, tickets: TicketQuerySet, user: User) -> TicketQuerySet:
        """Those of `tickets` that match every filter."""
        state, product, text = self.chosen("state", "open"), self.chosen("product"), self.chosen("q")
        if state != "all":
            tickets = tickets.unfinished() if state == "open" else tickets.finished()
        if self.chosen("whose") == "mine":
            tickets = tickets.filter(requester=user)
        if product:
            tickets = tickets.filter(product=int(product))
        return tickets.matching(text) if text else tickets

    @property
    def narrows(self) -> bool:
        """Whether anything but the state is asked for, so that an empty list means that nothing matches."""
        return bool(
            self.chosen("q")
            or self.chosen("product")
            or self.chosen("whose") == "mine"
            or self.chosen("state", "open") != "open"
        )


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
