"""Changing one's own words for a little while; what they said before is kept."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import markup
from common.refusal import Unable
from outbox.services import publish
from tickets import rules
from tickets.models import Note, Reply, Revision
from tickets.services import watching
from tickets.services.changes import lock, record, role_of, touch


class UnableToEdit(Unable):
    """Codes: `not_yours`, `forbidden`, `too_late`, `empty`, `too_long`, `changed_meanwhile`."""


@transaction.atomic
def edit(*, message: Reply | Note, actor: User, body: str, read: str, at: datetime) -> None:
    """Let a reply or a note say `body`, within `rules.EDIT_GRACE`. Who is mentioned in it for the first time is told.

    `read` is the fingerprint of the text that the author began with (`rules.fingerprint`). Mails that left stay true:
    they say what was written then.

    Raises:
        UnableToEdit: when it is not the author's own, too late, or was changed in the meantime.
    """
    ticket = message.ticket
    lock(ticket)
    message.refresh_from_db()
    if message.author_id != actor.pk:
        raise UnableToEdit("not_yours")
    role_of(actor, ticket, UnableToEdit)
    if body == message.body:
        return
    _check(message, body, read, at)
    is_note = isinstance(message, Note)
    _keep(message, at)
    named = watching.named_in(body, ticket, actor)
    before = set(watching.named_in(message.body, ticket, actor).values())
    message.body, message.html, message.edited_at = body, markup.html(body, mentions=named), at
    message.save(update_fields=["body", "html", "edited_at"])
    told = watching.mention(ticket=ticket, people=set(named.values()) - before, author=actor, at=at)
    word, topic = ("note", "ticket.noted") if is_note else ("reply", "ticket.replied")
    record(ticket, actor=actor, code="edited", at=at, data={word: message.pk}, is_internal=is_note)
    touch(ticket, at=at)
    if told:
        publish(topic, str(message.pk), at=at, payload={"mentioned": told, "is_edit": True})


def _check(message: Reply | Note, body: str, read: str, at: datetime) -> None:
    if problem := rules.text_problem(body):
        raise UnableToEdit(problem)
    if not rules.may_edit(message.at, at):
        raise UnableToEdit("too_late")
    if rules.fingerprint(message.body) != read:
        raise UnableToEdit("changed_meanwhile")


def _keep(message: Reply | Note, at: datetime) -> None:
    """Store what the message says until now."""
    place = {"note": message} if isinstance(message, Note) else {"reply": message}
    Revision.objects.create(**place, body=message.body, html=message.html, replaced_at=at)
