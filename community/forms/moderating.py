"""What moderators, and whoever calls them, type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.choices import let_choose
from community.models import Category, Flag

LARGEST_KEY = 2**63 - 1


class FlagForm(forms.Form):
    """Why the moderators should look at a post."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the reasons.")},
    )
    note = forms.CharField(label=_("What the moderators should know"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "reason", [(each.value, each.label.capitalize()) for each in Flag.Reason])


class BanForm(forms.Form):
    """Why somebody is banned."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Moderators read it; the person does not."),
        error_messages={"required": _("Say why.")},
    )


class MoveForm(forms.Form):
    """Where a thread goes."""

    category = forms.ChoiceField(label=_("Category"), error_messages={"required": _("Choose one of the list.")})

    def __init__(self, *args: Any, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = {each.slug: each for each in categories}
        let_choose(self, "category", [(each.slug, each.name) for each in categories])


class MergeForm(forms.Form):
    """The thread that another one goes into, by its number."""

    into = forms.IntegerField(
        label=_("Number of the thread that it goes into"),
        min_value=1,
        max_value=LARGEST_KEY,
        help_text=_("The number in the address of that thread."),
        error_messages={"required": _("Say which thread."), "invalid": _("Write the number alone, such as 12.")},
    )
