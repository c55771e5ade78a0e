"""What customer and vendor write to each other, and what agents write among themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction

from accounts.models import User
from common import markup
from common.pace import Pace
from common.refusal import Unable
from outbox.services import publish, stored_together
from tickets import rules
from tickets.models import Note, Reply, Ticket, TicketEvent
from tickets.rules import Act, Role
from tickets.services import drafts, promises, watching
from tickets.services.changes import check_edit, destination, lock, move, record, role_of, taken, touch
from tickets.services.files import attach, check
from tickets.services.together import lock_both


class UnableToReply(Unable):
    """Codes: `forbidden`, `empty`, `too_long`, `closed`, `grace_is_over`, `changed_meanwhile`."""


class UnableToNote(Unable):
    """Codes: `agents_only`, `empty`, `too_long`."""


_PACE = Pace(Reply, who="author", when="at")


@transaction.atomic
@stored_together()
def reply(
    *,
    ticket: Ticket,
    author: User,
    body: str,
    files: Sequence[File[Any]] = (),
    at: datetime,
    edit: int | None = None,
) -> Reply:
    """Say something to the other side.

    What is said in a merged ticket goes to the one that it was merged into. A vendor's reply keeps the promise of a
    first response or of an update, and promises the next one. A customer's answer lets the clocks of a waiting ticket
    go on, and reopens a resolved one within its grace.

    Raises:
        UnableToReply: when the ticket or the text does not allow it, or it was edited since `edit` was looked at.
        UnableToAttach: when a file is refused.
    """
    _check(body, files, UnableToReply)
    goes_to = _lock(ticket)
    check_edit(ticket, edit, UnableToReply)
    ticket = goes_to
    role = role_of(author, ticket, UnableToReply)
    status = taken(ticket, Act.REPLY, role, at=at, refusal=UnableToReply)
    is_vendor = role is Role.AGENT
    if not is_vendor:
        _PACE.check(author, limit=settings.REPLIES_PER_HOUR, at=at, refusal=UnableToReply)
    written = Reply(ticket=ticket, author=author, is_from_vendor=is_vendor, body=body, at=at)
    mentioned = _store(written, files)
    said = {"reply": written.pk, "from_vendor": is_vendor}
    told = promises.replied(ticket, actor=author, at=at) if is_vendor else []
    TicketEvent.objects.bulk_create([TicketEvent(ticket=ticket, actor=author, code="replied", at=at, data=said), *told])
    waits_for = ticket.waiting_for if status == ticket.status else ""
    if move(ticket, status, actor=author, at=at, waiting_for=waits_for) is None:
        touch(ticket, at=at)
    publish("ticket.replied", str(written.pk), at=at, payload={"mentioned": mentioned})
    return written


@transaction.atomic
def add_note(*, ticket: Ticket, author: User, body: str, files: Sequence[File[Any]] = (), at: datetime) -> Note:
    """Write what only agents read; it moves no status and no promise.

    Raises:
        UnableToNote: when the author is not an agent of the ticket, or the text does not allow it.
        UnableToAttach: when a file is refused.
    """
    _check(body, files, UnableToNote)
    lock(ticket)
    destination(ticket, Act.NOTE, actor=author, at=at, refusal=UnableToNote)
    written = Note(ticket=ticket, author=author, body=body, at=at)
    told = _store(written, files)
    record(ticket, actor=author, code="noted", at=at, data={"note": written.pk}, is_internal=True)
    touch(ticket, at=at)
    publish("ticket.noted", str(written.pk), at=at, payload={"mentioned": told})
    return written


def _lock(ticket: Ticket) -> Ticket:
    """Lock the ticket with the one that it was merged into, as whoever undoes the merge does; where replies go."""
    if ticket.merged_into is None:
        lock(ticket)
    else:
        lock_both(ticket, ticket.merged_into)
    if ticket.merged_into is None:
        return ticket
    lock(ticket.merged_into)
    return ticket.merged_into


def _check(body: str, files: Sequence[File[Any]], refusal: type[Unable]) -> None:
    if problem := rules.text_problem(body, len(files)):
        raise refusal(problem)
    check(files)


def _store(written: Reply | Note, files: Sequence[File[Any]]) -> list[int]:
    """Store a message with its files; those whom it mentions follow the ticket, and their ids come back.

    Its draft is kept no longer.
    """
    ticket, author, at = written.ticket, written.author, written.at
    drafts.forget_draft(author, ticket.reference)
    named = watching.named_in(written.body, ticket, author)
    written.html = markup.html(written.body, mentions=named)
    written.save(force_insert=True)
    place = {"note": written} if isinstance(written, Note) else {"reply": written}
    attach(ticket=ticket, uploader=author, files=files, at=at, **place)
    return watching.mention(ticket=ticket, people=named.values(), author=author, at=at)
