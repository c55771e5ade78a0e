"""The conversation of a ticket: what was written and what happened, in one order."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tickets.models import Ticket, TicketEvent
from tickets.views import history

FOLDS_FROM = 3
"""So many changes in a row fold into one line."""


@dataclass(frozen=True)
class File:
    """An attachment as a message shows it."""

    url: str
    name: str
    size: str


@dataclass(frozen=True)
class Message:
    """Something that was written: by a customer, the vendor, or as an internal note (`side`)."""

    author: str
    side: str
    at: datetime
    html: SafeString
    attachments: list[File] = field(default_factory=list)
    organization: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    icon: str
    text: str
    at: datetime


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
    events: list[TicketEvent]

    def since(self, event: int) -> list[Line]:
        """What happened after `event`, what was written included."""
        return [Line(*history.line(each), each.at) for each in self.events if each.pk > event]


def for_agent(ticket: Ticket) -> Conversation:
    """Everything: replies, internal notes, their files and every event, in two statements at any length."""
    return _talk(ticket, ticket.events.all(), with_notes=True)


def for_customer(ticket: Ticket) -> Conversation:
    """What a customer may read: no internal note and no internal event, in two statements at any length."""
    return _talk(ticket, ticket.events.filter(is_internal=False), with_notes=False)


def _talk(ticket: Ticket, shown: QuerySet[TicketEvent], *, with_notes: bool) -> Conversation:
    events = list(shown.select_related("actor").order_by("id"))
    happened = [Line(*history.line(each), each.at) for each in events if each.code not in history.SAID_ELSEWHERE]
    entries = _woven([*_written(ticket, with_notes=with_notes), *happened])
    return Conversation(entries, events[-1].pk if events else 0, events)


def _written(ticket: Ticket, *, with_notes: bool) -> list[Message]:
    """What was written, the ticket's own description first; rows come once for each file, told apart by the side."""
    side = Case(When(is_from_vendor=True, then=Value("vendor")), default=Value("customer"))
    columns = ("pk", "at", "author__name", "html", "side", "attachments__pk", "attachments__name", "attachments__size")
    replies = ticket.replies.annotate(side=side).values_list(*columns)
    notes = ticket.notes.annotate(side=Value("note")).values_list(*columns)
    others = [notes, _filed_with(ticket)] if with_notes else [_filed_with(ticket)]
    found = {("", 0): _opening(ticket)}
    for key, at, author, html, where, file, name, size in replies.union(*others, all=True).order_by("at", "pk"):
        place = (where, key) if where else ("", 0)
        message = found.setdefault(place, Message(author, where, at, _safe(html)))
        if file:
            message.attachments.append(_file(ticket, file, name, size))
    return list(found.values())


def _filed_with(ticket: Ticket) -> Any:
    """The files of the description, in the columns of a message that is not one: its side is empty."""
    alone = ticket.attachments.filter(reply=None, note=None)
    named = alone.annotate(author_name=Value(""), html=Value(""), side=Value(""))
    return named.values_list("pk", "at", "author_name", "html", "side", "id", "name", "size")


def _opening(ticket: Ticket) -> Message:
    organization = ticket.organization.name if ticket.organization else ""
    html = _safe(ticket.description_html)
    return Message(ticket.requester.name, "customer", ticket.filed_at, html, organization=organization)


def _file(ticket: Ticket, key: int, name: str, size: int) -> File:
    return File(reverse("tickets:attachment", args=[ticket.reference, key]), name, filesizeformat(size))


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
