"""One message of a ticket: found through the ticket's door, quoted, and what its reader may do with it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import digits
from common.addresses import address
from common.http import Request
from tickets import permissions, rules
from tickets.models import Note, Reply, Ticket
from tickets.rules import Role
from tickets.views.around import Around
from tickets.views.conversation import Conversation, Entry, Message
from tickets.views.shown_files import File

KINDS = {"customer": "reply", "vendor": "reply", "note": "note"}
"""What a message is, by the side that it stands on."""
LABELS: dict[str, Promise] = {
    "quote": _("Quote"),
    "edit": _("Edit"),
    "eraser": _("Remove a secret"),
    "arrow-right": _("Split off"),
}
"""What can be done with a message, by the icon of it."""


@dataclass(frozen=True)
class MessageAct:
    """What can be done with a message: a link that opens in a dialog, or one that fills the composer (`quotes`)."""

    icon: str
    label: str
    url: str
    quotes: bool = False


def find(ticket: Ticket, user: User, kind: str, number: int) -> Reply | Note:
    """The reply or the note of a ticket that `user` may read.

    Raises:
        Http404: when there is none; to whom is not on the vendor's side no note exists.
    """
    found: Reply | Note | None = None
    if kind == "reply":
        found = ticket.replies.select_related("author").filter(pk=number).first()
    elif kind == "note" and permissions.role_of(user, ticket) is Role.AGENT:
        found = ticket.notes.select_related("author").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def quotation(request: Request, ticket: Ticket) -> dict[str, str]:
    """What a composer begins with when its address asks for a quote: `?quote=reply-12`. A quoted note stays a note.

    An address that names nothing readable quotes nothing.
    """
    kind, _dash, number = request.GET.get("quote", "").partition("-")
    if kind == "description":
        return {"body": rules.quoted(ticket.description, ticket.requester.name)}
    if (key := digits.read(number)) is None:
        return {}
    try:
        message = find(ticket, request.user, kind, key)
    except Http404:
        return {}
    return {"body": rules.quoted(message.body, message.author.name), "mode": kind}


def with_acts(
    talk: Conversation, ticket: Ticket, beside: Around, at: datetime, *, role: Role, answers: bool
) -> Conversation:
    """The conversation with what its reader may do with each message; `answers`: there is a composer to quote into.

    What was written in a merged ticket is only read here. An agent splits off what a customer wrote.
    """
    written = [*beside["own"], *beside.get("own notes", ())]
    own = {(piece.kind, piece.key) for piece in written if piece.since and rules.may_edit(piece.since, at)}
    edited = {(piece.kind, piece.key) for piece in (*beside["edited"], *beside.get("edited notes", ()))}
    labels, page = {icon: str(label) for icon, label in LABELS.items()}, address("tickets:ticket", ticket.reference)
    offers = _Offers(ticket, role, answers, labels, page, own, edited)
    entries = [
        Entry(offers.to(entry.message)) if entry.message and not entry.message.origin else entry
        for entry in talk.entries
    ]
    return replace(talk, entries=entries)


@dataclass(frozen=True)
class _Offers:
    """What one reader may do with the messages of a ticket; `labels` are translated once for all of them.

    `page` is the ticket's, `own` are those that the reader may still edit, `edited` those that were.
    """

    ticket: Ticket
    role: Role
    answers: bool
    labels: dict[str, str]
    page: str
    own: AbstractSet[tuple[str, int]]
    edited: AbstractSet[tuple[str, int]]

    def to(self, message: Message) -> Message:
        """The message with what may be done with it."""
        key = (KINDS[message.side], message.pk) if message.pk else ("description", 0)
        files = message.attachments
        if self.role is Role.AGENT:
            files = tuple(_removable(self.ticket, file) for file in files)
        return replace(
            message,
            acts=self._acts(key, is_customers=message.side == "customer"),
            attachments=files,
            edited=(_address("revisions", self.ticket, key),) if key in self.edited else (),
        )

    def _acts(self, key: tuple[str, int], *, is_customers: bool) -> tuple[MessageAct, ...]:
        """The acts of one message, by their icons."""
        is_agent, acts = self.role is Role.AGENT, {}
        if self.answers:
            acts["quote"] = f"{self.page}?quote={key[0]}-{key[1]}#{'composer' if is_agent else 'reply'}"
        if key in self.own:
            acts["edit"] = _address("text", self.ticket, key)
        if is_agent:
            acts["eraser"] = _redaction(self.ticket, key)
        if is_agent and is_customers:
            part = f"reply-{key[1]}" if key[1] else key[0]
            acts["arrow-right"] = f"{address('tickets:split', self.ticket.reference)}?part={part}"
        return tuple(MessageAct(icon, self.labels[icon], url, quotes=icon == "quote") for icon, url in acts.items())


def _removable(ticket: Ticket, file: File) -> File:
    """The file with where it is taken out, while it is there."""
    return replace(file, removal=address("tickets:file-redaction", ticket.reference, file.pk)) if file.url else file


def _redaction(ticket: Ticket, key: tuple[str, int]) -> str:
    if key[0] == "description":
        return address("tickets:redaction", ticket.reference)
    return _address("redaction", ticket, key)


def _address(noun: str, ticket: Ticket, key: tuple[str, int]) -> str:
    return address(f"tickets:{key[0]}-{noun}", ticket.reference, key[1])
