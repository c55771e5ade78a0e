"""What agents add to a ticket beside its conversation: tags, time, answers to fields, a macro's text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets import rules
from tickets.forms import answers
from tickets.forms.edits import EditField
from tickets.models import CustomField


class TagForm(forms.Form):
    """Words to put on a ticket."""

    add = forms.CharField(
        label=_("Add tags"),
        max_length=400,
        widget=forms.TextInput(attrs={"list": "known-tags", "autocomplete": "off", "autofocus": True}),
        help_text=_("Separate several with commas. A word that is new becomes a tag; spaces become hyphens."),
        error_messages={"required": _("Write a word.")},
    )

    def clean_add(self) -> list[str]:
        """The words, each one that can be a tag."""
        words = [word for word in self.cleaned_data["add"].split(",") if word.strip()]
        bad = [word.strip() for word in words if not rules.tag_name(word)]
        if bad or not words:
            message = _("A tag has letters a to z or digits: %(bad)s has none.")
            raise forms.ValidationError(message, params={"bad": ", ".join(bad) or ","})
        return words


class TimeForm(forms.Form):
    """Minutes and what they went into. `token` makes a double click one entry."""

    minutes = forms.CharField(
        label=_("Time"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text=_("Minutes, or hours and minutes: 90, 1:30, 1h 30, 1.5h."),
        error_messages={"required": _("Say how long it took.")},
    )
    what = forms.CharField(
        label=_("What was done"), max_length=200, error_messages={"required": _("Say what was done.")}
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean_minutes(self) -> int:
        """The minutes of one day at most."""
        minutes = rules.read_minutes(self.cleaned_data["minutes"])
        if minutes is None:
            raise forms.ValidationError(_("Write minutes, or hours and minutes: 90, 1:30, 1h 30, 1.5h."))
        if not 1 <= minutes <= rules.A_DAY:
            raise forms.ValidationError(_("One entry holds a minute at least and 24 hours at most."))
        return minutes


class AnswersForm(forms.Form):
    """What a ticket answers to all fields of its product; here an agent may leave any of them open."""

    edit = EditField()

    def __init__(
        self, *args: Any, asked: Sequence[CustomField], stored: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        answers.add_to(self, asked, stored)
        for field in self.fields.values():
            if isinstance(field, answers.AnswerField):
                field.required = False

    @property
    def answers(self) -> list[forms.BoundField]:
        """The fields of the product."""
        return answers.bound(self)

    def given(self) -> dict[CustomField, str]:
        """What a valid form answers."""
        return answers.given(self)


class MacroForm(forms.Form):
    """A macro's text as an agent edited it. `token` makes a double click one application."""

    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    edit = EditField()
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
