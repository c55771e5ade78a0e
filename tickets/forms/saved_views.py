"""The form of a saved view of the queue."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.models import Desk
from common.choices import let_choose
from tickets.forms.queue import QueueFilters

KEPT = 2000
"""The length of an address that a view is made of."""


class SavedViewForm(forms.Form):
    """Names a view and says who sees it; `query` carries the filters, empty where they stay as they are."""

    name = forms.CharField(label=_("Name"), max_length=40)
    desk = forms.TypedChoiceField(
        label=_("Who sees it"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("A shared view stands beside the others of every agent of that desk."),
    )
    query = forms.CharField(required=False, max_length=KEPT, widget=forms.HiddenInput)

    def offer(self, desks: Sequence[Desk]) -> None:
        """Let the view be shared with any of `desks`."""
        let_choose(self, "desk", [("", _("Only I")), *((desk.pk, desk.name) for desk in desks)])

    def filters(self) -> dict[str, str] | None:
        """What a valid form wants kept: the filters that make sense and the view they narrow; None for no change."""
        query = QueryDict(self.cleaned_data["query"])
        chosen = {name: str(value) for name, value in QueueFilters(query).chosen().items()}
        view = {"view": query["view"]} if query.get("view") else {}
        return {**view, **chosen} if self.cleaned_data["query"] else None
