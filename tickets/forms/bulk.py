"""What is done to all chosen tickets of the queue."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from common.choices import let_choose
from tickets.forms.workspace import CHOSEN
from tickets.models import SettingAside, Ticket

ROW = re.compile(r"(?P<reference>[A-Z0-9]{1,20}-[0-9]{1,18}):(?P<edit>[0-9]{1,18})")


@dataclass(frozen=True)
class BulkDraft:
    """An act and what it is done with ("assign" and an agent's key), to tickets by reference and edit number."""

    act: str
    value: str
    waiting_for: str
    words: list[str]
    rows: dict[str, int]


class BulkForm(forms.Form):
    """One act for many tickets: each row says which ticket, and in which edit its reader saw it."""

    do = forms.ChoiceField(label=_("What to do"))
    waiting_for = forms.CharField(label=_("What do you need from the customers?"), required=False, max_length=200)
    words = forms.CharField(label=_("Tags, with spaces between"), required=False, max_length=200)
    row = forms.CharField(required=False)
    token = forms.CharField(required=False, max_length=64)
    next = forms.CharField(required=False, max_length=2000)

    def offer(self, people: Iterable[tuple[int, str]], macros: Iterable[tuple[int, str]]) -> None:
        """Fill the list of what can be done; `people` are the agents whom tickets can be given to."""
        states = [(f"status:{state.value}", state.label.capitalize()) for state in CHOSEN]
        resolved = (f"status:{Ticket.Status.RESOLVED.value}", Ticket.Status.RESOLVED.label.capitalize())
        given = [(f"assign:{key}", name) for key, name in people]
        acts = [
            ("", _("What to do")),
            (_("Assign to"), [*given, ("assign:nobody", _("Nobody"))]),
            (_("Set the state"), [*states, resolved]),
            (_("Tags"), [("tag:add", _("Add tags")), ("tag:remove", _("Remove tags"))]),
            (_("Apply a macro"), [(f"macro:{key}", name) for key, name in macros]),
            (_("Set aside"), [(f"aside:{value}", label) for value, label in SettingAside.Reason.choices]),
        ]
        let_choose(self, "do", acts)

    def draft(self, rows: Iterable[str]) -> BulkDraft:
        """What a valid form asks for; a row that names no ticket and edit is left out."""
        act, _, value = self.cleaned_data["do"].partition(":")
        found = (ROW.fullmatch(row) for row in rows)
        chosen = {row["reference"]: int(row["edit"]) for row in found if row}
        words = self.cleaned_data["words"].replace(",", " ").split()
        return BulkDraft(act, value, self.cleaned_data["waiting_for"], words, chosen)
