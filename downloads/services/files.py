"""Files of a release: uploaded before, adopted here, never changed, and taken away only while nobody can have them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from downloads import rules
from downloads.models import File, Release
from downloads.rules import Step
from downloads.services.changes import record, taking
from uploads import services as uploads
from uploads.models import Upload

PURPOSE = "release"
"""The purpose of uploads that become files of releases."""


class UnableToAdd(Unable):
    """Codes: `not_editor`, `wrong_state`, `same_name`, `bad_signature`, `gone`; those of `UnableToAdopt`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDraft:
    """An upload that becomes a file; `signature` is a detached one in ASCII armour."""

    upload: Upload
    platform: str = ""
    signature: str = ""


@transaction.atomic
def add_file(*, release: Release, draft: FileDraft, actor: User, at: datetime) -> File:
    """Add an upload of `actor` to the release. Its digest was computed while it was stored.

    Raises:
        UnableToAdd: by somebody who is no editor, for a name that the release has, or an upload that is not whole.
    """
    held = taking(Step.ADD_FILE, release, actor, UnableToAdd)
    name = rules.file_name(draft.upload.name)
    if held.files.there().filter(name=name).exists():
        raise UnableToAdd("same_name", (name,))
    signature = draft.signature.strip()
    if len(signature) > rules.LONGEST_SIGNATURE or (signature and not signature.startswith("-----BEGIN ")):
        raise UnableToAdd("bad_signature")
    try:
        scan = uploads.adopt(upload=draft.upload, owner=actor)
    except uploads.UnableToAdopt as refusal:
        raise UnableToAdd(refusal.code, refusal.reasons) from refusal
    draft.upload.refresh_from_db()
    made = File.objects.create(
        release=held,
        name=name,
        file=str(draft.upload.file),
        size=draft.upload.size,
        sha256=draft.upload.sha256,
        content_type=draft.upload.content_type,
        platform=draft.platform.strip(),
        signature=signature,
        scan=scan,
        by=actor,
        at=at,
    )
    record(held, "file_added", actor=actor, at=at, file=name, sha256=made.sha256)
    return made


@transaction.atomic
def remove_file(*, file: File, actor: User, at: datetime) -> None:
    """Take a file out of a draft, and its bytes away.

    Raises:
        UnableToAdd: by somebody who is no editor, once customers may have it, or when it is gone already.
    """
    held = taking(Step.REMOVE_FILE, file.release, actor, UnableToAdd)
    if not File.objects.there().filter(pk=file.pk).update(removed_at=at):
        raise UnableToAdd("gone", (file.name,))
    uploads.discard(file.file)
    record(held, "file_removed", actor=actor, at=at, file=file.name)


@transaction.atomic
def scanned(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Follow "file.scanned": note the verdict on the stored file `key`; what is infected is deleted."""
    waiting = File.objects.filter(file=key, scan=File.Scan.WAITING)
    for file in waiting.select_related("release"):
        File.objects.filter(pk=file.pk).update(scan=payload["verdict"])
        if payload["verdict"] == File.Scan.INFECTED:
            uploads.discard(key)
            record(file.release, "file_infected", actor=None, at=at, file=file.name, found=payload["found"])
