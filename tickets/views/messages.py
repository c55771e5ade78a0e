"""One message of a ticket: found through the ticket's door, quoted, and what its reader may do with it."""

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
from tickets.views.conversation import Conversation
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


def offer_acts(talk: Conversation, ticket: Ticket, beside: Around, at: datetime, *, role: Role, answers: bool) -> None:
    """Say at each message what its reader may do with it; `answers` says whether there is a composer to quote into.

    What was written in a merged ticket is only read here. An agent splits off what a customer wrote.
    """
    written = [*beside["own"], *beside.get("own notes", ())]
    own = {(piece.kind, piece.key) for piece in written if piece.since and rules.may_edit(piece.since, at)}
    edited = {(piece.kind, piece.key) for piece in (*beside["edited"], *beside.get("edited notes", ()))}
    offers = _Offers(ticket, role, answers, {icon: str(label) for icon, label in LABELS.items()})
    for entry in talk.entries:
        if (message := entry.message) and not message.origin:
            key = (KINDS[message.side], message.pk) if message.pk else ("description", 0)
            message.acts.extend(offers.of(key, is_own=key in own, is_customers=message.side == "customer"))
            if role is Role.AGENT:
                message.attachments[:] = [_removable(ticket, file) for file in message.attachments]
            if key in edited:
                message.edited.append(_address("revisions", ticket, key))


@dataclass(frozen=True)
class _Offers:
    """What one reader may do with the messages of a ticket; `labels` are translated once for all of them."""

    ticket: Ticket
    role: Role
    answers: bool
    labels: dict[str, str]

    def of(self, key: tuple[str, int], *, is_own: bool, is_customers: bool) -> list[MessageAct]:
        """The acts of one message, by their icons."""
        is_agent, acts = self.role is Role.AGENT, {}
        if self.answers:
            page, place = address("tickets:ticket", self.ticket.reference), "composer" if is_agent else "reply"
            acts["quote"] = f"{page}?quote={key[0]}-{key[1]}#{place}"
        if is_own:
            acts["edit"] = _address("text", self.ticket, key)
        if is_agent:
            acts["eraser"] = _redaction(self.ticket, key)
        if is_agent and is_customers:
            part = f"reply-{key[1]}" if key[1] else key[0]
            acts["arrow-right"] = f"{address('tickets:split', self.ticket.reference)}?part={part}"
        return [MessageAct(icon, self.labels[icon], url, quotes=icon == "quote") for icon, url in acts.items()]


def _removable(ticket: Ticket, file: File) -> File:
    """The file with where it is taken out, while it is there."""
    return replace(file, removal=address("tickets:file-redaction", ticket.reference, file.pk)) if file.url else file


def _redaction(ticket: Ticket, key: tuple[str, int]) -> str:
    if key[0] == "description":
        return address("tickets:redaction", ticket.reference)
    return _address("redaction", ticket, key)


def _address(noun: str, ticket: Ticket, key: tuple[str, int]) -> str:
    return address(f"tickets:{key[0]}-{noun}", ticket.reference, key[1])
