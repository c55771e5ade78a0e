"""The way of a release: written, published at once or later, withdrawn with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from catalog.models import Version
from common import markup
from common.refusal import Unable
from downloads import permissions, rules
from downloads.models import File, Release
from downloads.rules import State, Step
from downloads.services.changes import change, record, taking
from outbox import services as outbox

DUE, PUBLISHED = "release.due", "release.published"


class UnableToRelease(Unable):
    """Codes: `not_editor`, `wrong_state`, `conflict`, `taken`, `fixed`, `no_title`, `no_number`, `too_long`.

    Also `no_files`, `in_the_past` and `no_reason`.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDraft:
    """What an editor says of a release; the notes are Markdown."""

    version: Version
    number: str
    kind: str
    title: str
    notes: str = ""
    is_public: bool = False


@transaction.atomic
def start_release(*, draft: ReleaseDraft, actor: User, at: datetime) -> Release:
    """Begin a release; it is a draft that no customer sees.

    Raises:
        UnableToRelease: by somebody who is no editor, for a draft that says too little, or a number that is taken.
    """
    if permissions.EDITOR not in permissions.roles_of(actor):
        raise UnableToRelease("not_editor")
    _require(draft, None)
    slug = rules.slug_of(draft.version.product.name, draft.number)
    made = Release.objects.create(slug=slug, created_at=at, **_columns(draft))
    record(made, "written", actor=actor, at=at)
    return made


@transaction.atomic
def revise(*, release: Release, draft: ReleaseDraft, known: int, actor: User, at: datetime) -> Release:
    """Write what a release says anew, from the edition `known`. Once it is published its version and number stay.

    Raises:
        UnableToRelease: `conflict` when somebody else wrote meanwhile; see `start_release`.
    """
    held = taking(Step.WRITE, release, actor, UnableToRelease)
    if held.edition != known:
        raise UnableToRelease("conflict")
    _require(draft, held)
    if held.state == State.PUBLISHED and (draft.version, draft.number.strip()) != (held.version, held.number):
        raise UnableToRelease("fixed")
    slug = held.slug if held.state == State.PUBLISHED else rules.slug_of(draft.version.product.name, draft.number)
    change(held, edition=held.edition + 1, slug=slug, **_columns(draft))
    record(held, "revised", actor=actor, at=at)
    return held


@transaction.atomic
def publish(*, release: Release, actor: User, at: datetime, publish_at: datetime | None = None) -> Release:
    """Give the release to its customers, at once or at `publish_at`.

    Raises:
        UnableToRelease: without a file, into the past, by somebody who is no editor, or when it is no draft.
    """
    held = taking(Step.PUBLISH, release, actor, UnableToRelease)
    if not held.files.there().exclude(scan=File.Scan.INFECTED).exists():
        raise UnableToRelease("no_files")
    if publish_at is None:
        _publish(held, actor, at)
        return held
    if publish_at <= at:
        raise UnableToRelease("in_the_past")
    change(held, state=State.SCHEDULED.value, publish_at=publish_at)
    record(held, "scheduled", actor=actor, at=at, publish_at=publish_at.isoformat())
    outbox.publish(DUE, str(held.pk), at=at, due_at=publish_at)
    return held


@transaction.atomic
def publish_due(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - what a follower is told
    """Follow "release.due": publish the release of that key if its time has come.

    One that was called off, put off or published meanwhile is left alone.
    """
    held = Release.objects.select_for_update().due_by(at).filter(pk=key).first()
    if held:
        _publish(held, None, at)


@transaction.atomic
def call_off(*, release: Release, actor: User, at: datetime) -> Release:
    """Take back a publication that is still ahead; the release is a draft again.

    Raises:
        UnableToRelease: by somebody who is no editor, or when none is ahead.
    """
    held = taking(Step.CALL_OFF, release, actor, UnableToRelease)
    change(held, state=State.DRAFT.value, publish_at=None)
    record(held, "called_off", actor=actor, at=at)
    return held


@transaction.atomic
def withdraw(*, release: Release, reason: str, actor: User, at: datetime) -> Release:
    """Give the files out no more; customers read the reason.

    Raises:
        UnableToRelease: without a reason, by somebody who is no editor, or when it is not published.
    """
    held = taking(Step.WITHDRAW, release, actor, UnableToRelease)
    said = reason.strip()[: rules.MAX_REASON]
    if not said:
        raise UnableToRelease("no_reason")
    change(held, state=State.WITHDRAWN.value, withdrawn_at=at, withdrawn_reason=said)
    record(held, "withdrawn", actor=actor, at=at, reason=said)
    return held


def _publish(release: Release, actor: User | None, at: datetime) -> None:
    change(release, state=State.PUBLISHED.value, publish_at=None, published_at=at)
    record(release, "published", actor=actor, at=at)
    outbox.publish(PUBLISHED, str(release.pk), at=at)


def _columns(draft: ReleaseDraft) -> dict[str, Any]:
    return {
        "version": draft.version,
        "number": draft.number.strip(),
        "kind": draft.kind,
        "title": draft.title.strip(),
        "notes": draft.notes,
        "html": rendered(draft.notes),
        "is_public": draft.is_public,
    }


def rendered(notes: str) -> str:
    """The notes as HTML, in which long code scrolls by the keyboard."""
    return markup.html(notes).replace("<pre>", '<pre tabindex="0">')


def _require(draft: ReleaseDraft, release: Release | None) -> None:
    if not draft.title.strip():
        raise UnableToRelease("no_title")
    slug = rules.slug_of(draft.version.product.name, draft.number)
    if not rules.slug_of("", draft.number):
        raise UnableToRelease("no_number")
    if len(draft.notes) > rules.MAX_NOTES:
        raise UnableToRelease("too_long")
    others = Release.objects.exclude(pk=release.pk) if release else Release.objects.all()
    if others.filter(slug=slug).exists():
        raise UnableToRelease("taken")
