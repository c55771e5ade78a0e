"""A file of a release: uploaded by the script before the form is sent, or brought with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.http import Request
from downloads import rules
from downloads.services.files import PURPOSE
from uploads import fields
from uploads.services import StoredUpload, chosen

WORDS = {
    **fields.WORDS,
    "too_many": _("One file at a time: remove the other one first."),
    "waits": _("It is added as soon as the file has arrived."),
    "unfinished": _("The file has not arrived. Try it again or remove it."),
}
"""What the script says of a file on its way."""


def brought(request: Request) -> list[Any]:
    """The file that a form names by its upload, or that came with it; what is not the reader's is left out."""
    tokens = request.POST.getlist("uploads")
    files = request.FILES.getlist("file")
    return list(chosen(owner=request.user, purpose=PURPOSE, tokens=tokens[:1], files=files[:1], at=request.at))


class ReleaseFileInput(fields.FilesInput):
    """Takes one file of gigabytes, sent in pieces while the form is filled in."""

    allow_multiple_selected = False
    words = WORDS

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 - Django's signature
        """The upload of the form."""
        return files.get(name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs, and what the script reads."""
        return super().get_context(name, [value] if value else (), attrs)


class ReleaseFileField(forms.FileField):
    """One upload."""

    widget = ReleaseFileInput(purpose=PURPOSE)

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002 - Django's signature
        """A form that comes back shows what it has; Django's own field forgets it."""
        return data

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002 - Django's signature
        """The upload, or why there is none."""
        if not isinstance(data, StoredUpload):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return data


class FileForm(forms.Form):
    """Adds a file to a release."""

    file = ReleaseFileField(
        label=_("File"),
        help_text=_(
            "Up to 16 GB. If the connection breaks or you close the tab, choose the same file again and it goes on. "
            "Without JavaScript at most 250 MB."
        ),
        error_messages={"required": _("Choose the file. One that was chosen before has expired or was used.")},
    )
    platform = forms.CharField(
        label=_("Platform"),
        max_length=40,
        required=False,
        help_text=_("Linux x64, Windows x64, macOS; empty for all."),
    )
    signature = forms.CharField(
        label=_("Detached signature"),
        required=False,
        max_length=rules.LONGEST_SIGNATURE,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("In ASCII armour, as gpg --armor --detach-sign writes it: it begins with -----BEGIN."),
    )
