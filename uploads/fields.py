"""Files in a form of any app: brought with it, or uploaded before and named by their tokens; held to their limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.http import Request
from common.rescue import waiting
from uploads.models import Upload
from uploads.rules import LARGEST_OF_A_FORM, LIMITS, Limit
from uploads.services import StoredUpload, UnableToStore, check, chosen, stored

ATTACHMENT = "attachment"

REFUSALS = {
    "too_many_files": _("At most %(reasons)s files are taken at once. Choose fewer."),
    "file_too_large": _("Larger than 25 MB: %(reasons)s. Choose smaller files."),
    "file_empty": _("Empty: %(reasons)s. Choose files with something in them."),
    "picture_unpacks": _(
        "Not taken, because opening it would fill a computer's memory: %(reasons)s. Save the picture smaller and "
        "choose it again."
    ),
    "not_stored": _("The portal cannot reach its files now, and nothing was sent. Send it again in a minute."),
}
GONE = _("A file of this form has expired or is not yours. Choose it again.")
WORDS: dict[str, Promise] = {
    "sending": _("Sending"),
    "sent": _("Sent"),
    "waiting": _("Sent. It is given out once it was scanned."),
    "broken": _("The connection broke off. What arrived is kept."),
    "resumed": _("Going on where it broke off"),
    "again": _("Try again"),
    "remove": _("Remove"),
    "too_large": _("This file is larger than %(limit)s. It is not sent."),
    "too_many": _("At most %(most)s files are taken at once."),
    "logged_out": _("You are logged out. Log in again in another window, then try again."),
    "waits": _("It is sent as soon as the files have arrived."),
    "unfinished": _("Not all files have arrived. Try them again or remove them, then send."),
    "screenshot": _("screenshot"),
}
"""What the script says of a file on its way."""
IN_HAND = (Upload.State.RECEIVING, Upload.State.WAITING, Upload.State.CLEAN)


class Missing(File):  # type: ignore[type-arg]  # generic for the checker only
    """Stands for what a form names and its reader does not have."""

    def __init__(self) -> None:
        super().__init__(None, name="")
        self.size = 0

    def __bool__(self) -> bool:
        """It counts as a file, to be refused."""
        return True


def brought(request: Request, field: str = "attachments", *, purpose: str = ATTACHMENT) -> MultiValueDict[str, Any]:
    """The files of a form, for its `files`: what `uploads` names in it and what came with it in `field`.

    What came with it is stored and stays with the form when it is refused. What was larger than a form brings is
    left for the form to refuse.
    """
    tokens = list(dict.fromkeys(request.POST.getlist("uploads")))
    came = request.FILES.getlist(field)
    small = [file for file in came if (file.size or 0) <= LARGEST_OF_A_FORM][: LIMITS[purpose].of_a_form]
    found = chosen(owner=request.user, purpose=purpose, tokens=tokens, files=small, at=request.at)
    missing = len(tokens) + len(small) - len(found)
    rest = [file for file in came if file not in small]
    return MultiValueDict({field: [*found, *(Missing() for _ in range(missing)), *rest]})


def kept(user: User, tokens: Iterable[str], *, purpose: str = ATTACHMENT) -> list[StoredUpload]:
    """The uploads of `user` that a draft named, as the initial value of a `FilesField`; what is gone is left out."""
    return [file for file in stored(owner=user, tokens=tokens, purpose=purpose) if file.upload.state in IN_HAND]


def rescued(request: Request) -> list[StoredUpload]:
    """The uploads of a form that waits to come back, because its sender was logged out."""
    return kept(request.user, waiting(request, "uploads"))


class FilesInput(forms.FileInput):
    """A file input that takes several, and lists what was uploaded before; `words` are what its script says.

    A picture that is pasted into a text is named there by `pictures` and its token; with `draws` also one that was
    chosen or dropped, in the field of that id.
    """

    allow_multiple_selected = True
    template_name = "uploads/files_input.html"
    words: Mapping[str, Promise] = WORDS
    pictures = "/files/"
    draws = ""

    def __init__(self, attrs: dict[str, Any] | None = None, *, purpose: str = ATTACHMENT) -> None:
        super().__init__(attrs)
        self.purpose = purpose

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:  # noqa: ARG002 - Django's signature
        """All files of the form."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs, and what the script reads."""
        limit = LIMITS[self.purpose]
        known = {
            "data-uploads": reverse("uploads:uploads"),
            "data-uploader": static("uploader.js"),
            "data-purpose": self.purpose,
            "data-limit": str(limit.max_bytes),
            "data-most": str(limit.of_a_form),
            "data-words": json.dumps(self._words(limit)),
            "data-pictures": self.pictures,
        }
        if self.draws:
            known["data-draws"] = self.draws
        context = super().get_context(name, None, {**known, **(attrs or {})})
        own = [file.upload for file in value or () if isinstance(file, StoredUpload)]
        context["uploads"] = [upload for upload in own if upload.state in IN_HAND]
        return context

    def _words(self, limit: Limit) -> dict[str, str]:
        facts = {"limit": filesizeformat(limit.max_bytes), "most": limit.of_a_form}
        said = {code: str(words) for code, words in self.words.items()}
        return {**said, **{code: said[code] % facts for code in ("too_large", "too_many")}}


class FilesField(forms.FileField):
    """Files of a message; of another purpose when the widget says so. No more than a form of it takes."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Up to 10 files of at most 25 MB each."))
        super().__init__(**kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002 - Django's signature
        """A form that comes back shows what it has; Django's own field forgets it."""
        return data

    def clean(self, data: Any, initial: Any = None) -> list[File[Any]]:  # noqa: ARG002 - Django's signature
        """The files, or why they are refused."""
        files = list(data or [])
        if any(isinstance(file, Missing) for file in files):
            raise forms.ValidationError(GONE, code="file_gone")
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        try:
            check(files, getattr(self.widget, "purpose", ATTACHMENT))
        except UnableToStore as refusal:
            names = {"reasons": ", ".join(refusal.reasons)}
            raise forms.ValidationError(REFUSALS[refusal.code], code=refusal.code, params=names) from refusal
        return files
