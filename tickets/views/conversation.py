"""The conversation of a ticket: what was written and what happened, in one order."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.safestring import SafeString, mark_safe

from common.statements import Statement, partly
from tickets.models import Ticket
from tickets.services import merging
from tickets.views import history, shown_files

EVENT, OPENING = "event", "opening"
"""The sides of the rows that are no message, and of a merged ticket's description."""
FOLDS_FROM = 3
"""So many changes in a row fold into one line."""


@dataclass(frozen=True)
class Message:
    """Something that was written: by a customer, the vendor, or as an internal note (`side`).

    `pk` is 0 for the description. What its reader may do with it, and the address of what it said before, are added by
    `tickets.views.messages`. All that it looks like follows from its values: it is kept by them (`common.hot`).
    `origin` is the reference of the merged ticket that it was written in; empty for the ticket's own.
    """

    author: str
    side: str
    at: datetime
    html: SafeString
    attachments: tuple[shown_files.File, ...] = ()
    organization: str = ""
    pk: int = 0
    acts: tuple[Any, ...] = ()
    edited: tuple[str, ...] = ()
    origin: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    icon: str
    text: str
    at: datetime
    origin: str = ""


@dataclass(frozen=True)
class Entry:
    """A message, or a run of things that happened between two messages; a long run folds."""

    message: Message | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def folds(self) -> bool:
        """Whether the run is long enough to fold."""
        return len(self.lines) >= FOLDS_FROM


@dataclass(frozen=True)
class Conversation:
    """The entries, oldest first; `last_event` is the newest thing that its reader has seen."""

    entries: list[Entry]
    last_event: int
    events: list[history.Event]

    def since(self, event: int) -> list[Line]:
        """What happened after `event`, what was written included."""
        return [_line(each) for each in self.events if each.pk > event]


def for_agent(ticket: Ticket) -> Conversation:
    """Everything: replies, internal notes, their files and every event, in one statement at any length.

    What was written in tickets that were merged into it stands among it, each with its origin.
    """
    return _talk(ticket, "agent")


def for_customer(ticket: Ticket) -> Conversation:
    """What a customer may read: no internal note and no internal event, in one statement at any length."""
    return _talk(ticket, "customer")


def _talk(ticket: Ticket, reads_as: str) -> Conversation:
    rows = [_row(columns) for columns in _TALK.rows(reads_as, ticket=ticket.pk)]
    messages = {("", ticket.reference): _opening(ticket)}
    for row in sorted(rows, key=lambda row: row.side != OPENING):
        if row.side != EVENT:
            messages[row.place] = _with(row, messages.get(row.place), ticket)
    events = [_event(row, ticket) for row in rows if row.side == EVENT]
    lines = [_line(each) for each in events if not history.is_said_elsewhere(each)]
    events.sort(key=lambda each: each.pk)
    return Conversation(_woven([*messages.values(), *lines]), events[-1].pk if events else 0, events)


def _statement(reads_as: str, *, ticket: int) -> Any:
    """The rows of everything that was written and that happened, oldest first."""
    about = partly(Ticket, id=ticket)
    written = merging.written_in(about)
    side = Case(When(is_from_vendor=True, then=Value("vendor")), default=Value("customer"))
    parts = [_columns(written.replies.annotate(side=side)), _openings(about), _filed_with(written)]
    if reads_as == "agent":
        parts += [_columns(written.notes.annotate(side=Value("note"))), _events(written.events)]
    else:
        parts += [_events(written.events.filter(is_internal=False))]
    return parts[0].union(*parts[1:], all=True).order_by("at", "pk")


_TALK = Statement(_statement)


class _Row(NamedTuple):
    """What the parts have in common; a message comes once for each of its files, an event's data is its `name`."""

    pk: int
    at: datetime
    author: str
    html: str
    side: str
    origin: str
    file: shown_files.Stored

    @property
    def place(self) -> tuple[str, str]:
        """The message that the row is a part of."""
        return ("", self.origin) if self.side in {"", OPENING} else (self.side, str(self.pk))


def _row(columns: tuple[Any, ...]) -> _Row:
    return _Row._make((*columns[:6], shown_files.Stored(*columns[6:])))


def _columns(written: Any) -> Any:
    names = ("pk", "at", "author__name", "html", "side", "ticket__reference")
    return written.values_list(*names, *shown_files.columns("attachments__"))


def _events(shown: Any) -> Any:
    named = shown.annotate(
        author_name=Coalesce("actor__name", Value("")),
        side=Value(EVENT),
        words=Cast("data", TextField()),
        **shown_files.NO_FILE,
    )
    names = ("pk", "at", "author_name", "code", "side", "ticket__reference")
    return named.values_list(*names, *shown_files.without("words"))


def _openings(ticket: Ticket) -> Any:
    """The descriptions of the tickets that were merged into it."""
    named = ticket.merged.annotate(side=Value(OPENING), **shown_files.NO_FILE)
    names = ("pk", "filed_at", "requester__name", "description_html", "side", "reference")
    return named.values_list(*names, *shown_files.without("no_word"))


def _filed_with(written: merging.Written) -> Any:
    """The files of the descriptions, in the columns of a message that is not one: its side is empty."""
    alone = written.files.filter(reply=None, note=None)
    named = alone.annotate(author_name=Value(""), html=Value(""), side=Value(""))
    names = ("pk", "at", "author_name", "html", "side", "ticket__reference")
    return named.values_list(*names, *shown_files.columns())


def _with(row: _Row, message: Message | None, ticket: Ticket) -> Message:
    """The message that the row is a part of, of which there may be some already."""
    if message is None:
        side, pk = ("customer", 0) if row.side == OPENING else (row.side, row.pk)
        message = Message(row.author, side, row.at, _safe(row.html), pk=pk, origin=_origin(row, ticket))
    if not row.file.pk:
        return message
    return replace(message, attachments=(*message.attachments, shown_files.shown(ticket, row.file, message.html)))


def _event(row: _Row, ticket: Ticket) -> history.Event:
    data = json.loads(row.file.name or "{}")
    return history.Event(row.pk, row.html, data, row.author, row.at, _origin(row, ticket))


def _origin(row: _Row, ticket: Ticket) -> str:
    return "" if row.origin == ticket.reference else row.origin


def _line(event: history.Event) -> Line:
    return Line(*history.line(event), event.at, event.origin)


def _opening(ticket: Ticket) -> Message:
    speaks_for = ticket.partner or ticket.organization
    organization = speaks_for.name if speaks_for else ""
    html = _safe(ticket.description_html)
    return Message(ticket.requester.name, "customer", ticket.filed_at, html, organization=organization)


def _woven(parts: list[Message | Line]) -> list[Entry]:
    parts.sort(key=lambda part: part.at)
    entries: list[Entry] = []
    for is_message, run in groupby(parts, key=lambda part: isinstance(part, Message)):
        if is_message:
            entries.extend(Entry(message=part) for part in run if isinstance(part, Message))
        else:
            entries.append(Entry(lines=[part for part in run if isinstance(part, Line)]))
    return entries


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - rendered and sanitized by common.markup when it was stored
