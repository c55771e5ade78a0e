"""Taking files in: begun once, sent in pieces that may break off anywhere, complete when all bytes are there."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction

from accounts.models import User
from accounts.querysets import is_agent
from uploads import rules
from uploads.models import Upload
from uploads.services import scanning
from uploads.services.arriving import Place, Stream, UnableToReceive
from uploads.services.in_bucket import InBucket
from uploads.services.on_disk import OnDisk


@transaction.atomic
def begin(*, owner: User, purpose: str, name: str, size: int, at: datetime) -> Upload:
    """Make room for a file of `size` bytes.

    Raises:
        UnableToReceive: when it is too large or empty, or its owner has too much waiting already.
    """
    list(User.objects.select_for_update().filter(pk=owner.pk))  # two that begin at once wait for each other here
    in_hand = Upload.objects.in_hand().filter(owner=owner, purpose=purpose)
    waiting = list(in_hand.values_list("size", flat=True))
    if problem := rules.problem(purpose, size, waiting, is_agent=is_agent(owner)):
        raise UnableToReceive(problem, (rules.shown_name(name),))
    upload = Upload(owner=owner, purpose=purpose, name=rules.shown_name(name), size=size, at=at)
    upload.token, upload.expires_at = secrets.token_hex(16), at + rules.KEPT
    upload.file = f"uploads/{secrets.token_hex(16)}"
    _place().make(upload)
    upload.save(force_insert=True)
    return upload


def append(*, upload: Upload, offset: int, stream: Stream, at: datetime) -> int:
    """Add what `stream` gives behind the first `offset` bytes; returns how many are there then.

    What had arrived when the stream broke off, the disk was full or the bucket was away is kept. The last byte
    completes the upload.

    Raises:
        UnableToReceive: see there; whoever holds another offset than the disk asks again for it.
    """
    received = _place().take(upload, offset, stream, at)
    if received == upload.size:
        _complete(upload, at)
    return received


def offset_of(upload: Upload) -> int:
    """How many bytes of it are there."""
    return _place().received(upload) if upload.state == Upload.State.RECEIVING else upload.received


def settle(*, upload: Upload, at: datetime) -> None:
    """Complete an upload whose last byte was stored by a request that ended before it could.

    Raises:
        UnableToReceive: as `append`.
    """
    if upload.state == Upload.State.RECEIVING and offset_of(upload) == upload.size:
        _complete(upload, at)


def keep(*, owner: User, purpose: str, file: File[Any], at: datetime) -> Upload:
    """Store a file that a form brought, as if it had been uploaded before.

    Raises:
        UnableToReceive: as `begin` and `append`.
    """
    upload = begin(owner=owner, purpose=purpose, name=str(file.name), size=file.size, at=at)
    file.seek(0)
    append(upload=upload, offset=0, stream=file, at=at)
    return upload


@transaction.atomic
def cancel(*, upload: Upload) -> None:
    """Forget an upload that nothing uses.

    Raises:
        UnableToReceive: with `gone` when something uses it, or it has expired.
    """
    if not Upload.objects.in_hand().filter(pk=upload.pk).delete()[0]:
        raise UnableToReceive("gone")
    _let_go(upload)


def break_off() -> int:
    """Expire every upload that is on its way: in a portal that was restored its bytes are not there. How many."""
    return Upload.objects.filter(state=Upload.State.RECEIVING).update(state=Upload.State.EXPIRED)


def expire(at: datetime) -> int:
    """Delete what nobody used in time, and the rows of what is long gone; returns how many expired."""
    expired = [upload for upload in Upload.objects.overdue(at) if _expire(upload, at)]
    over = (Upload.State.EXPIRED, Upload.State.INFECTED, Upload.State.ADOPTED)
    Upload.objects.filter(state__in=over, expires_at__lte=at - rules.FORGOTTEN).delete()
    return len(expired)


@transaction.atomic
def _expire(upload: Upload, at: datetime) -> bool:
    expired = Upload.objects.overdue(at).filter(pk=upload.pk).update(state=Upload.State.EXPIRED)
    if expired:
        _let_go(upload)
    return bool(expired)


def _let_go(upload: Upload) -> None:
    scanning.discard(str(upload.file))
    transaction.on_commit(lambda: _place().forget(upload), robust=True)


def _complete(upload: Upload, at: datetime) -> None:
    upload.content_type, upload.sha256 = _place().close(upload)
    upload.state = (Upload.State.WAITING if scanning.is_on() else Upload.State.CLEAN).value
    _finish(upload, at)


@transaction.atomic
def _finish(upload: Upload, at: datetime) -> None:
    receiving = Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING)
    facts = {"content_type": upload.content_type, "sha256": upload.sha256, "state": upload.state}
    if not receiving.update(**facts):
        if Upload.objects.usable().filter(pk=upload.pk).exists():
            return  # another request was first
        raise UnableToReceive("gone")
    if upload.state == Upload.State.WAITING:
        scanning.ask(file=str(upload.file), at=at)


def _place() -> Place:
    return InBucket() if settings.S3_BUCKET else OnDisk()
