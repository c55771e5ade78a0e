"""The files of a conversation as their messages show them: to fetch, to look at, or what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, DateTimeField, Value
from django.db.models.functions import Cast
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.addresses import address
from tickets.models import Attachment, Ticket
from uploads.services import KINDS

LARGEST_SHOWN = 5 * 1024 * 1024
"""A larger picture is a link: a conversation is not to weigh a hundred megabytes."""
COLUMNS = ("pk", "name", "size", "content_type", "token", "scan", "expires_at", "removed_at")
NO_FILE = {
    "no_number": Cast(Value(None), BigIntegerField()),
    "no_word": Value(""),
    "no_time": Cast(Value(None), DateTimeField()),
}
"""What stands in the columns of a row without a file, to annotate it with."""


class Stored(NamedTuple):
    """The columns of an attachment that a message needs."""

    pk: int | None
    name: str | None
    size: int | None
    content_type: str | None
    token: str | None
    scan: str | None
    expires_at: datetime | None
    removed_at: datetime | None


@dataclass(frozen=True)
class File:
    """An attachment as a message shows it; without `url` nobody gets it, and `note` says why.

    `removal` is where an agent takes it out for good; it is added by `tickets.views.messages`.
    """

    url: str
    name: str
    size: str
    note: str = ""
    picture: str = ""
    pk: int = 0
    removal: str = ""


def columns(prefix: str = "") -> tuple[str, ...]:
    """The columns of `Stored`, found through `prefix`."""
    return tuple(f"{prefix}{name}" for name in COLUMNS)


def without(name: str) -> tuple[str, ...]:
    """The columns of a row that is no file and keeps a text of its own, `name`, where files have theirs."""
    return ("no_number", name, "no_number", "no_word", "no_word", "no_word", "no_time", "no_time")


def shown(ticket: Ticket, stored: Stored, text: str) -> File:
    """The file under a message with the HTML `text`; a picture that stands in the text is not shown again."""
    is_there = stored.removed_at is None and stored.scan == Attachment.Scan.CLEAN
    picture = address("tickets:picture", stored.token or "") if is_there and _is_picture(stored) else ""
    return File(
        url=address("tickets:attachment", ticket.reference, stored.pk or 0) if is_there else "",
        name=stored.name or "",
        size=filesizeformat(stored.size or 0),
        note=_note(stored),
        picture="" if picture and f'"{picture}"' in text else picture,
        pk=stored.pk or 0,
    )


def _is_picture(stored: Stored) -> bool:
    return bool(stored.token) and stored.content_type in KINDS and (stored.size or 0) <= LARGEST_SHOWN


def _note(stored: Stored) -> str:
    """What has become of the file, or when it goes."""
    if stored.scan == Attachment.Scan.INFECTED:
        return _("infected, not given out")
    if stored.removed_at:
        return _("deleted %(day)s") % {"day": _day(stored.removed_at)}
    waits = _("waiting for the virus scan") if stored.scan == Attachment.Scan.WAITING else ""
    expires = _("kept until %(day)s") % {"day": _day(stored.expires_at)} if stored.expires_at else ""
    return ", ".join(part for part in (waits, expires) if part)


def _day(at: Any) -> str:
    return date_format(at.astimezone(timezone.get_current_timezone()), "j M Y")
