"""Giving a file out: to whom, by which link, how often, and who got it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction

from accounts.models import User
from common.pace import check_pace, take_turn
from common.refusal import Unable
from downloads import rules
from downloads.models import Download, File
from downloads.rules import Access, Reader

LINK_LASTS = timedelta(minutes=10)
_signer = signing.Signer(salt="downloads.link")


class UnableToDownload(Unable):
    """Codes: those of `rules.Closed`; `waiting`, `infected`, `removed`; `not_yours`, `over`; `too_often`.

    The reason of `too_often` is the seconds to wait, that of `lapsed` and `not_begun` the instant.
    """


@dataclass(frozen=True, slots=True)
class Bytes:
    """What was asked of a file: from `first` up to and without `end`, from which address."""

    first: int
    end: int
    address: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says: which file, for whom, until when."""

    file: int
    user: int
    until: datetime


def require_files(*, file: File, reader: Reader, at: datetime) -> None:
    """Let `reader` have the bytes of `file`.

    Raises:
        UnableToDownload: without the right to the release, and while a file is not given out to anybody.
    """
    facts = file.release.facts
    if rules.access(facts, reader, at) is not Access.FILES:
        closed = rules.why_closed(facts, reader, at)
        code, since = (closed.code, closed.at) if closed else ("unlicensed", None)
        raise UnableToDownload(code, (since.isoformat(),) if since else ())
    if file.removed_at:
        raise UnableToDownload("removed")
    if file.scan != File.Scan.CLEAN:
        raise UnableToDownload(file.scan)


def sign(*, file: File, user: User, at: datetime) -> str:
    """The token of a link by which `user` alone gets `file`, for ten minutes from `at`."""
    until = int((at + LINK_LASTS).timestamp())
    return _signer.sign_object([file.pk, user.pk, until])


def open_link(token: str) -> Link | None:
    """What a token of `sign` says; None for anything else."""
    try:
        file, user, until = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return Link(file, user, datetime.fromtimestamp(until, UTC))


def require_link(link: Link, *, user: User, at: datetime) -> None:
    """Let `user` use the link at `at`.

    Raises:
        UnableToDownload: when it was made for somebody else, or its time is over.
    """
    if link.user != user.pk:
        raise UnableToDownload("not_yours")
    if at >= link.until:
        raise UnableToDownload("over")


@transaction.atomic
def record(*, file: File, user: User, reader: Reader, asked: Bytes, at: datetime) -> Download:
    """Write down that `user` is given these bytes, before it gets them.

    Raises:
        UnableToDownload: with `too_often` for whoever has begun too many downloads within the hour.
    """
    take_turn(user)
    begun = Download.objects.filter(user=user).values_list("at", flat=True)
    check_pace(begun, limit=settings.DOWNLOADS_PER_HOUR, at=at, refusal=UnableToDownload)
    opened = rules.opening(file.release.facts, reader, at)
    return Download.objects.create(
        file=file,
        user=user,
        organization_id=opened.holder if opened and not reader.is_agent else None,
        at=at,
        address=asked.address,
        first_byte=asked.first,
        end_byte=asked.end,
    )
