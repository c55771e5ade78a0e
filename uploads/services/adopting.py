"""Handing an upload over to what uses it: a message, a release."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage

from accounts.models import User
from common.refusal import Unable
from uploads import rules
from uploads.models import Scan, Upload
from uploads.services import scanning
from uploads.services.arriving import UnableToReceive
from uploads.services.receiving import keep


class UnableToAdopt(Unable):
    """Codes: `file_unfinished`, `file_infected`, `file_gone`, `not_stored`; the reason names the file."""


class StoredUpload(File):  # type: ignore[type-arg]  # generic for the checker only
    """An upload as a file of a form: it has a name and a size, and is opened when it is read."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(None, name=upload.name)
        self.upload = upload
        self.size = upload.size

    def open(self, mode: str | None = None, *_args: Any, **_kwargs: Any) -> IO[Any]:  # type: ignore[override]  # Django's answers itself
        """The stored bytes."""
        return default_storage.open(str(self.upload.file), mode or "rb")

    def __bool__(self) -> bool:
        """It is a file even before it is opened."""
        return True


def stored(*, owner: User, tokens: Iterable[str], purpose: str) -> list[StoredUpload]:
    """The uploads of `owner` with these tokens, in this order; what is not the owner's is as if it never was.

    What was used, has expired or is infected is among them, so that `adopt` can say so.
    """
    wanted = list(dict.fromkeys(tokens))[: rules.LIMITS[purpose].most]
    if not wanted:
        return []
    named = Upload.objects.filter(token__in=[token for token in wanted if token.isalnum()], purpose=purpose)
    found = {each.token: each for each in named.visible_to(owner)}
    return [StoredUpload(found[token]) for token in wanted if token in found]


def chosen(
    *, owner: User, purpose: str, tokens: Iterable[str], files: Iterable[File[Any]], at: datetime
) -> list[File[Any]]:
    """What a form brings: the uploads that it names by `tokens`, and the `files` that came with it.

    The files are stored at once, so that a form that is refused can name them when it comes back; what cannot be
    stored is left as it is, for the form to refuse.
    """
    return [
        *stored(owner=owner, tokens=tokens, purpose=purpose),
        *(_kept(file, owner, purpose, at) for file in files),
    ]


def _kept(file: File[Any], owner: User, purpose: str, at: datetime) -> File[Any]:
    try:
        return StoredUpload(keep(owner=owner, purpose=purpose, file=file, at=at))
    except UnableToReceive:
        return file


def adopt(*, upload: Upload, owner: User) -> str:
    """Hand the stored file of `upload` over to the caller, in its transaction; the answer is its `Upload.State`.

    Either it is `clean`, or it is `waiting` and "file.scanned" will bring the verdict under the file's name.

    Raises:
        UnableToAdopt: when it is not complete, infected, expired or used already.
    """
    verdict = scanning.verdict_of(str(upload.file))
    usable = Upload.objects.usable().filter(pk=upload.pk, owner=owner)
    if verdict == Scan.Verdict.INFECTED or not usable.update(state=Upload.State.ADOPTED):
        upload.refresh_from_db()
        raise UnableToAdopt("file_infected" if verdict == Scan.Verdict.INFECTED else _why(upload), (upload.name,))
    return verdict or upload.state


def _why(upload: Upload) -> str:
    """Why an upload cannot be used."""
    codes = {Upload.State.RECEIVING: "file_unfinished", Upload.State.INFECTED: "file_infected"}
    return codes.get(Upload.State(upload.state), "file_gone")
