"""A diagnostic bundle in a form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets import rules
from tickets.services.files import BUNDLE
from uploads.fields import FilesField, FilesInput


class BundleInput(FilesInput):
    """Takes one file."""

    allow_multiple_selected = False


class BundleForm(forms.Form):
    """A diagnostic bundle, with a word about it. `token` makes a double click one reply."""

    bundle = FilesField(
        label=_("Bundle"),
        widget=BundleInput(purpose=BUNDLE),
        help_text=_(
            "One file of up to 2 GB. If the connection breaks or you close the tab, choose the same file again and it "
            "goes on. Without JavaScript at most 25 MB."
        ),
        error_messages={"required": _("Choose the file to send.")},
    )
    body = forms.CharField(
        label=_("What is in it?"),
        required=False,
        strip=False,
        max_length=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
