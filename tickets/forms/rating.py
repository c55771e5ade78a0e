"""What a customer says of the service in the end."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCORES: dict[int, Promise] = {
    5: _("5 · Very good"),
    4: _("4 · Good"),
    3: _("3 · Fair"),
    2: _("2 · Poor"),
    1: _("1 · Very poor"),
}


class RatingForm(forms.Form):
    """A score in words, and a comment."""

    score = forms.TypedChoiceField(
        label=_("How was the service?"),
        choices=list(SCORES.items()),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five."), "invalid_choice": _("Choose one of the five.")},
    )
    comment = forms.CharField(
        label=_("What should we know?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The people who worked on the ticket read it."),
        error_messages={"max_length": _("The comment is longer than 1,000 characters. Say it shorter.")},
    )
