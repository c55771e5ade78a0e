"""What narrows the queue."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

Options = dict[str, list[tuple[int, str]]]
"""By field name: the ids and names to choose from."""


class QueueFilters(forms.Form):
    """Filters of the queue; a value that makes no sense narrows nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    desk = forms.IntegerField(label=_("Desk"), required=False, widget=forms.Select)
    product = forms.IntegerField(label=_("Product"), required=False, widget=forms.Select)
    organization = forms.IntegerField(label=_("Organization"), required=False, widget=forms.Select)
    severity = forms.IntegerField(label=_("Severity"), required=False, widget=forms.Select)

    def offer(self, options: Options) -> None:
        """Fill the lists with what there is to choose from."""
        self._fill("severity", _("Any severity"), Ticket.Severity.choices)
        self._fill("desk", _("Any desk"), options["desk"])
        self._fill("product", _("Any product"), options["product"])
        self._fill("organization", _("Any organization"), options["organization"])

    def narrow(self, tickets: TicketQuerySet) -> TicketQuerySet:
        """Those of `tickets` that match every filter."""
        self.is_valid()
        chosen = dict(self.cleaned_data)
        text = chosen.pop("q", "")
        narrowed = tickets.filter(**{name: value for name, value in chosen.items() if value is not None})
        return narrowed.matching(text) if text else narrowed

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        self.is_valid()
        return any(value not in (None, "") for value in self.cleaned_data.values())

    def _fill(self, name: str, anything: object, options: Iterable[tuple[int, object]]) -> None:
        widget = self.fields[name].widget
        assert isinstance(widget, forms.Select)  # noqa: S101 - tells the type checker which widget it is
        widget.choices = [("", anything), *options]
