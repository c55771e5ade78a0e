"""Asking, answering and editing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from common.choices import let_choose
from community import rules
from community.models import Category
from community.services import QuestionDraft

NOTHING = _("Write something first.")
TOO_LONG = _("A post takes up to 64,000 characters. Shorten it.")


class QuestionForm(forms.Form):
    """A question for one of `categories`."""

    title = forms.CharField(
        label=_("Your question in one sentence"),
        max_length=150,
        error_messages={"required": _("Say in one sentence what you want to know.")},
    )
    category = forms.ChoiceField(label=_("Category"), error_messages={"invalid_choice": _("Choose one of the list.")})
    body = forms.CharField(
        label=_("Details"),
        max_length=rules.LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("What you tried, what happened, and which version. Everybody reads it: leave out names and keys."),
        error_messages={"required": NOTHING, "max_length": TOO_LONG},
    )
    tags = forms.CharField(
        label=_("Tags"), max_length=200, required=False, help_text=_("Up to five words, separated by commas.")
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = {each.slug: each for each in categories}
        let_choose(self, "category", [("", _("Choose one")), *((each.slug, each.name) for each in categories)])

    def draft(self) -> QuestionDraft:
        """What a valid form asks."""
        data = self.cleaned_data
        category = self.categories[data["category"]]
        return QuestionDraft(category, data["title"].strip(), data["body"], rules.tag_names(data["tags"]))


class AnswerForm(forms.Form):
    """An answer."""

    body = forms.CharField(
        label=_("Your answer"),
        max_length=rules.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": NOTHING, "max_length": TOO_LONG},
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class TextForm(forms.Form):
    """A post written anew; `read` is when it had last been edited as its editor saw it."""

    body = forms.CharField(
        label=_("Text"),
        max_length=rules.LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": NOTHING, "max_length": TOO_LONG},
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean_read(self) -> datetime | None:
        """The instant, or None for a post that had not been edited."""
        text = self.cleaned_data["read"]
        try:
            found = parse_datetime(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(_("This form is broken. Open it again.")) from error
        if text and (found is None or found.tzinfo is None):
            raise forms.ValidationError(_("This form is broken. Open it again."))
        return found
