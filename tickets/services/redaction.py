"""Taking a pasted secret out of a ticket for good: of the text, of every copy of it, of a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from common import markup
from common.refusal import Unable
from notifications import services as notifications
from oncall import services as oncall
from outbox.services import rewrite
from search.services import forget
from tickets import rules
from tickets.models import Attachment, Draft, Note, ProblemNews, Rating, Redaction, Reply, Revision, Ticket
from tickets.rules import Act
from tickets.services import copies, files, watching
from tickets.services.changes import destination, lock, record, touch

What = Redaction.What
WORDS_BESIDE = (
    ("time_entries", ("what",)),
    ("disputes", ("reason", "answer")),
    ("field_values", ("value",)),
    ("redactions", ("reason",)),
    ("merges", ("waiting_for_before",)),
)
"""Short texts around the ticket that may repeat the secret: by relation, their fields."""


class UnableToRedact(Unable):
    """Codes: `agents_only`, `forbidden`, `no_reason`, `already_removed`, and those of `rules.piece_problem`."""


@dataclass(frozen=True)
class _Change:
    """What is taken out; `count` adds up the places."""

    pieces: Sequence[str]
    counted: list[int]

    def of(self, text: str) -> str:
        cleaned, places = rules.without(text, self.pieces)
        self.counted.append(places)
        return cleaned

    def of_data(self, value: Any) -> Any:
        """The same in every string of a JSON value; "html" beside a "body" is rendered again."""
        if isinstance(value, str):
            return self.of(value)
        if isinstance(value, list):
            return [self.of_data(each) for each in value]
        if not isinstance(value, dict):
            return value
        cleaned = {key: self.of_data(each) for key, each in value.items()}
        if cleaned.get("body") != value.get("body") and "html" in cleaned:
            cleaned["html"] = markup.html(cleaned["body"])
        return cleaned


@transaction.atomic
def redact(
    *, message: Ticket | Reply | Note, actor: User, pieces: Sequence[str], reason: str, at: datetime
) -> Redaction:
    """Put a mark in place of `pieces`, in a description (a ticket), a reply or a note, and in every copy of it.

    Copies are quotes, earlier texts, drafts of anybody, the history, the rating, mails and inboxes, and the same in
    the tickets `copies.beside` it. Nothing brings them back; a mail that has left is with its reader.

    Raises:
        UnableToRedact: to who is no agent of the ticket, without a reason, or when a piece is not in the text.
    """
    ticket = message if isinstance(message, Ticket) else message.ticket
    news = copies.news_with(ticket, pieces)
    others = copies.beside(ticket, news)
    for each in sorted((ticket, *others), key=lambda each: each.pk):
        lock(each)
    destination(ticket, Act.NOTE, actor=actor, at=at, refusal=UnableToRedact)
    if message is not ticket:
        message.refresh_from_db()
    text = message.description if isinstance(message, Ticket) else message.body
    _check(reason, rules.piece_problem(text, pieces))
    change = _Change(pieces, [])
    _clean(ticket, change)
    _clean_texts(news, ("body",), change, _render_news)
    what = What.DESCRIPTION if isinstance(message, Ticket) else What.NOTE if isinstance(message, Note) else What.REPLY
    for other in others:
        change.counted.append(_clean_beside(other, what, pieces, actor, at))
    return _remember(ticket, what, message.pk, actor=actor, reason=change.of(reason), at=at, places=sum(change.counted))


@transaction.atomic
def redact_file(*, attachment: Attachment, actor: User, reason: str, at: datetime) -> Redaction:
    """Remove the bytes of a file; its name and its line stay. What it was made of is kept nowhere.

    Raises:
        UnableToRedact: to who is no agent of the ticket, without a reason, or when it is gone already.
    """
    ticket = attachment.ticket
    lock(ticket)
    destination(ticket, Act.NOTE, actor=actor, at=at, refusal=UnableToRedact)
    attachment.refresh_from_db()
    _check(reason, "already_removed" if attachment.removed_at else "")
    removed = files.remove(attachment, at=at)
    Attachment.objects.filter(pk__in=[each.pk for each in removed]).update(sha256="")
    for other in {each.ticket for each in removed} - {ticket}:
        _tell(other, What.ATTACHMENT, 1, actor=actor, at=at)
    return _remember(ticket, What.ATTACHMENT, attachment.pk, actor=actor, reason=reason, at=at, places=1)


def _check(reason: str, problem: str) -> None:
    if problem:
        raise UnableToRedact(problem)
    if not reason.strip():
        raise UnableToRedact("no_reason")


def _clean(ticket: Ticket, change: _Change) -> None:
    """Go through everything that belongs to the ticket, and to the mails about it."""
    _clean_texts([ticket], ("subject", "description", "waiting_for"), change, _render_description)
    for messages in (ticket.replies.select_related("author"), ticket.notes.select_related("author")):
        _clean_texts(list(messages), ("body",), change, lambda row: _render(row, ticket))
    earlier = [*Revision.objects.filter(reply__ticket=ticket), *Revision.objects.filter(note__ticket=ticket)]
    _clean_texts(earlier, ("body",), change, _render_revision)
    for relation, fields in WORDS_BESIDE:
        _clean_texts(list(getattr(ticket, relation).all()), fields, change)
    _clean_texts(list(Rating.objects.filter(ticket=ticket)), ("comment",), change)
    _clean_data(Draft.objects.filter(place=ticket.reference), "fields", change)
    _clean_data(ticket.events.all(), "data", change)
    guards = [f"{door}:{ticket.reference}:" for door in ("ticket", "note")]
    rewrite(guards=guards, dedupe_key=f"ticket:{ticket.pk}:", change=change.of_data)
    notifications.rewrite(about=f"ticket:{ticket.reference}", change=change.of_data)
    oncall.rewrite(key=f"ticket:{ticket.pk}", change=change.of_data)
    if sum(change.counted):
        forget(groups=[rules.search_group(ticket.pk)])


def _clean_beside(other: Ticket, what: Redaction.What, pieces: Sequence[str], actor: User, at: datetime) -> int:
    """Clean a ticket that may repeat the text; in how many places it did."""
    change = _Change(pieces, [])
    _clean(other, change)
    places = sum(change.counted)
    if places:
        _tell(other, what, places, actor=actor, at=at)
        touch(other, at=at)
    return places


def _clean_texts(
    rows: Sequence[Any], fields: tuple[str, ...], change: _Change, render: Callable[[Any], str] | None = None
) -> None:
    """Clean the `fields` of `rows`; a row that changes is drawn again by `render`, which names what it drew."""
    for row in rows:
        said = {name: getattr(row, name) for name in fields}
        cleaned = {name: change.of(text) for name, text in said.items()}
        if cleaned == said:
            continue
        for name, text in cleaned.items():
            setattr(row, name, text)
        row.save(update_fields=[*fields, *([render(row)] if render else [])])


def _clean_data(rows: Any, field: str, change: _Change) -> None:
    for row in rows:
        cleaned = change.of_data(getattr(row, field))
        if cleaned != getattr(row, field):
            _overwrite(row, field, cleaned)


def _overwrite(row: Model, field: str, value: Any) -> None:
    """Past what refuses changes of a history: a secret is the one thing that is taken out of it."""
    type(row)._base_manager.filter(pk=row.pk).update(**{field: value})  # noqa: SLF001 - Django's name for it


def _render_description(ticket: Ticket) -> str:
    ticket.description_html = markup.html(ticket.description)
    return "description_html"


def _render_news(news: ProblemNews) -> str:
    news.html = markup.html(news.body)
    return "html"


def _render(row: Reply | Note, ticket: Ticket) -> str:
    row.html = markup.html(row.body, mentions=watching.named_in(row.body, ticket, row.author))
    return "html"


def _render_revision(row: Revision) -> str:
    row.html = markup.html(row.body)
    return "html"


def _remember(
    ticket: Ticket, what: Redaction.What, target: int, *, actor: User, reason: str, at: datetime, places: int
) -> Redaction:
    _tell(ticket, what, places, actor=actor, at=at)
    touch(ticket, at=at)
    return Redaction.objects.create(
        ticket=ticket, what=what, target=target, by=actor, at=at, reason=reason.strip()[:200], places=places
    )


def _tell(ticket: Ticket, what: Redaction.What, places: int, *, actor: User, at: datetime) -> None:
    data = {"what": what.value, "places": places}
    record(ticket, actor=actor, code="redacted", at=at, data=data, is_internal=what is What.NOTE)
