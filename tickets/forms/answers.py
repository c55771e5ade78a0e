"""The fields of a product as a form asks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets import rules
from tickets.models import CustomField

PREFIX = "field-"
REFUSALS: dict[str, Promise] = {
    "not_a_number": _("Write a number; a point stands before its decimals: 12.5."),
    "not_a_date": _("Write a day as year, month, day: 2026-06-30."),
    "not_in_list": _("Choose one of the list."),
    "too_long": _("The answer is longer than 500 characters."),
}


class AnswerField(forms.CharField):
    """One field of a product; what comes out of it is the answer as it is stored."""

    def __init__(self, asked: CustomField) -> None:
        super().__init__(
            label=asked.label,
            help_text=escape(asked.help),  # Django writes the help of a field as markup
            required=asked.is_required,
            widget=_widget(asked),
            error_messages={"required": _("This product's tickets need an answer here.")},
        )
        self.asked = asked

    def clean(self, value: Any) -> str:
        """The answer in the form in which it is stored, or why it is none."""
        text: str = super().clean(value)
        try:
            return rules.read_answer(self.asked.kind, text, self.asked.options)
        except rules.BadAnswer as bad:
            raise forms.ValidationError(str(REFUSALS[bad.code]), code=bad.code) from bad


def add_to(form: forms.Form, asked: Sequence[CustomField], stored: Mapping[int, str] | None = None) -> None:
    """Let the form ask these fields too, beginning with what is `stored` by field id."""
    for each in asked:
        form.fields[f"{PREFIX}{each.pk}"] = AnswerField(each)
        if stored and each.pk in stored:
            form.initial[f"{PREFIX}{each.pk}"] = stored[each.pk]


def bound(form: forms.Form) -> list[forms.BoundField]:
    """The fields of the product, as the form's page shows them."""
    return [form[name] for name, field in form.fields.items() if isinstance(field, AnswerField)]


def given(form: forms.Form) -> dict[CustomField, str]:
    """What a valid form answers."""
    asked = {name: field.asked for name, field in form.fields.items() if isinstance(field, AnswerField)}
    return {field: form.cleaned_data[name] for name, field in asked.items()}


def in_words(kind: str, value: str) -> str:
    """An answer as people read it."""
    if kind == CustomField.Kind.DATE:
        return date_format(date.fromisoformat(value), "j M Y")
    words = {"yes": gettext("yes"), "no": gettext("no")}
    return words.get(value, value) if kind == CustomField.Kind.YES_NO else value


def _widget(asked: CustomField) -> forms.Widget:
    if asked.kind == CustomField.Kind.DATE:
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if asked.kind == CustomField.Kind.NUMBER:
        return forms.TextInput(attrs={"inputmode": "decimal"})
    if asked.kind == CustomField.Kind.TEXT:
        return forms.TextInput(attrs={"maxlength": rules.LONGEST_ANSWER})
    words = [("yes", _("Yes")), ("no", _("No"))]
    options = words if asked.kind == CustomField.Kind.YES_NO else [(each, each) for each in asked.options]
    return forms.Select(choices=[("", _("Not answered")), *options])
