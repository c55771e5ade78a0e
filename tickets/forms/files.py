"""Several files in one field, held to the limits of a message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tickets.services import UnableToAttach, check_files

REFUSALS = {
    "too_many_files": _("A message takes at most %(reasons)s files. Choose fewer."),
    "file_too_large": _("Larger than 25 MB: %(reasons)s. Choose smaller files."),
    "file_empty": _("Empty: %(reasons)s. Choose files with something in them."),
}


class FilesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Zero to ten files of at most 25 MB each."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Up to 10 files of at most 25 MB each."))
        super().__init__(widget=FilesInput, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files, or why they are refused."""
        files = [each for each in data or [] if each]
        try:
            check_files(files)
        except UnableToAttach as refusal:
            names = {"reasons": ", ".join(refusal.reasons)}
            raise forms.ValidationError(REFUSALS[refusal.code], code=refusal.code, params=names) from refusal
        return [super(FilesField, self).clean(each, initial) for each in files]
