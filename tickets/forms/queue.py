"""What narrows the queue."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Options = dict[str, list[tuple[int, str]]]
"""By field name: the ids and names to choose from."""


LARGEST_KEY = 2**63 - 1
"""No row has a larger key, and no database takes one."""


def _key(label: "StrOrPromise") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, max_value=LARGEST_KEY, widget=forms.Select)


class QueueFilters(forms.Form):
    """Filters of the queue; a value that makes no sense narrows nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    desk = _key(_("Desk"))
    product = _key(_("Product"))
    organization = _key(_("Organization"))
    severity = _key(_("Severity"))

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
