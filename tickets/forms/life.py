"""What is asked when a ticket's severity, desk or place changes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.choices import let_choose
from tickets import rules
from tickets.forms.edits import EditField
from tickets.models import SettingAside, Ticket

LONGEST = 500
"""Characters of a reason or an answer."""


class ActForm(forms.Form):
    """What an act is sent with: the edit of the ticket on which its reader made up their mind."""

    edit = EditField()

    def renew(self, edit: int) -> None:
        """Let a refused form be sent again on top of the ticket as it is now."""
        sent: Any = self.data
        renewed = sent.copy()
        renewed["edit"] = edit
        self.data = renewed


def _reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why.")},
    )


class SeverityForm(ActForm):
    """Another severity, and why."""

    severity = forms.TypedChoiceField(label=_("Severity"), coerce=int)
    reason = _reason(_("Why?"), _("The customer reads this."))

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "severity", _severities(lambda each: each != ticket.severity))


class DisputeForm(ActForm):
    """The severity that the customer asks for, and why."""

    asks_for = forms.TypedChoiceField(label=_("How bad is it?"), coerce=int)
    reason = _reason(_("Why is it worse than support says?"))

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "asks_for", _severities(lambda each: each < ticket.severity))


class DisputeDecisionForm(ActForm):
    """Whether the customer was right; a no is answered in words."""

    is_upheld = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("The customer is right: set the severity")), ("no", _("The severity stays"))],
    )
    answer = forms.CharField(
        label=_("Answer"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The customer reads this. A no needs one."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a no without a word."""
        data = super().clean() or {}
        if data.get("is_upheld") == "no" and not data.get("answer"):
            self.add_error("answer", _("Say why the severity stays."))
        return data


class HandOverForm(ActForm):
    """Another desk, and a note for it."""

    desk = forms.TypedChoiceField(label=_("Desk"), coerce=int)
    note = forms.CharField(
        label=_("Note for the desk"),
        strip=False,
        max_length=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Internal: what was done, what is next. The customer does not read it."),
        error_messages={"required": _("Say where it stands: the desk begins with your note.")},
    )

    def __init__(self, *args: Any, desks: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "desk", desks)


class TrashForm(ActForm):
    """Why a ticket is set aside."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect, choices=SettingAside.Reason.choices)


def _severities(is_offered: Any) -> list[tuple[int, str]]:
    return [(each.value, f"{each.value} \N{MIDDLE DOT} {each.label}") for each in Ticket.Severity if is_offered(each)]
