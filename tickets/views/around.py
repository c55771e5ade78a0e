"""What stands around a ticket - tags, watchers, linked tickets, answers to fields, time - read in one statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, DateTimeField, F, Sum, Value
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from common.http import Request
from common.statements import Statement, partly
from notifications import services as inbox
from notifications.models import Mute, Notification
from oncall.models import Page
from tickets.models import Problem, Ticket
from tickets.querysets.readers import known, stand_in

OTHERS = 6
"""How many other open tickets of the customer are listed."""
COLUMNS = ("its_part", "its_key", "its_label", "its_text", "its_kind", "its_since")
"""The columns of every part: the names of a piece, apart from those that the models have."""


@dataclass(frozen=True)
class Piece:
    """One row around the ticket. What `key`, `label`, `text`, `kind` and `since` say depends on its part."""

    key: int
    label: str
    text: str
    kind: str
    since: datetime | None


Around = dict[str, list[Piece]]
"""The pieces by part; every part of its reader is there, if empty, and `merged_into`: where the ticket went."""


@dataclass(frozen=True)
class Given:
    """What the parts are written for: a ticket and its reader, or who stands in for them (`common.statements`)."""

    ticket: Ticket
    user: User
    notice_key: str
    """What notices and mails about the ticket are about."""


Part = Callable[[Given], Any]
KNOWN = ("id", "organization_id", "requester_id", "problem_id")
"""What of the ticket the parts ask for."""


def for_agent(ticket: Ticket, user: User) -> Around:
    """Everything that agents see."""
    return _read(ticket, user, "agent")


def for_customer(ticket: Ticket, user: User) -> Around:
    """What a customer may see: neither tags nor time, no watchers of the vendor, no fields for agents only.

    Nor does it name a ticket that the reader may not read.
    """
    return _read(ticket, user, "customer")


def opened(request: Request, ticket: Ticket, beside: Around) -> None:
    """Mark as read what the reader's inbox says about the ticket whose page is shown; a view as a contact does not."""
    if beside["unread"] and request.viewed is None:
        inbox.opened(user=request.user, about=_notices(ticket), at=request.at)


def _notices(ticket: Ticket) -> str:
    return f"ticket:{ticket.reference}"


def _read(ticket: Ticket, user: User, side: str) -> Around:
    found: Around = {part: [] for part in SIDES[side]}
    for part, *values in _AROUND.rows(
        side,
        ticket={name: getattr(ticket, name) for name in KNOWN},
        reader=known(user),
        notice_key=_notices(ticket),
    ):
        found[part].append(Piece(*values))
    readable = {piece.key: piece for piece in found.pop("readable")}
    for part in ("later", "earlier"):
        found[part] = [piece for piece in found[part] if piece.key in readable]
    went = readable.get(ticket.merged_into_id or 0)
    return {**found, "merged_into": [went] if went else []}


def _around(side: str, *, ticket: Mapping[str, Any], reader: Mapping[str, Any], notice_key: str) -> Any:
    """The rows of every part."""
    given = Given(partly(Ticket, **ticket), stand_in(reader), notice_key)
    first, *others = [_columns(part, source(given)) for part, source in SIDES[side].items()]
    return first.union(*others, all=True).order_by("its_part", "its_label", "its_key")


_AROUND = Statement(_around)


def _columns(part: str, rows: Any) -> Any:
    return rows.annotate(its_part=Value(part, CharField())).values_list(*COLUMNS)


def _row(rows: Any, key: str, *, label: Any = "", text: Any = "", kind: Any = "", since: Any = None) -> Any:
    """The rows in the columns of a piece; a string names a column, an expression stands for itself."""
    words = {
        f"its_{name}": Cast(F(value) if value and isinstance(value, str) else value or Value(""), CharField())
        for name, value in (("label", label), ("text", text), ("kind", kind))
    }
    instant = F(since) if since else Cast(Value(None), DateTimeField())
    return rows.order_by().annotate(its_key=F(key), its_since=instant, **words)


def _tags(given: Given) -> Any:
    """`label`: the word."""
    return _row(given.ticket.tags.all(), "pk", label="name")


def _watchers(given: Given) -> Any:
    """`key`: the user; `label`: the name; `kind`: `added` or `mentioned`; `since`: when."""
    return _row(given.ticket.watchers.all(), "user", label="user__name", kind="why", since="at")


def _own_watchers(given: Given) -> Any:
    """As above, without the vendor's people."""
    return _watchers(given).filter(user__agent=None)


def _later(given: Given) -> Any:
    """Those that follow from it. `label`: the reference; `text`: the subject; `kind`: of the link; `since`: when."""
    return _linked(given.ticket.links_to_later.all(), "later")


def _earlier(given: Given) -> Any:
    """Those that it follows from, as above."""
    return _linked(given.ticket.links_to_earlier.all(), "earlier")


def _readable(given: Given) -> Any:
    """What the reader may read of what is linked, and where it went. `label`: the reference; `text`: the subject.

    Who reads what is asked once for all of them.
    """
    seen = Ticket.objects.visible_to(given.user).linked_with(given.ticket)
    return _row(seen, "pk", label="reference", text="subject")


def _linked(links: Any, other: str) -> Any:
    return _row(links, other, label=f"{other}__reference", text=f"{other}__subject", kind="kind", since="at")


def _values(given: Given) -> Any:
    """`key`: the position of the field; `label`: the question; `text`: the answer; `kind`: of the field."""
    values = given.ticket.field_values.all()
    return _row(values, "field__position", label="field__label", text="value", kind="field__kind")


def _shown_values(given: Given) -> Any:
    return _values(given).filter(field__is_shown_to_customer=True)


def _minutes(given: Given) -> Any:
    """One piece whose `key` is the sum of the minutes that stand."""
    entered = given.ticket.time_entries.filter(cancelled_at=None)
    summed = entered.order_by().values("ticket").annotate(sum=Coalesce(Sum("minutes"), Value(0)))
    return _row(summed, "sum")


def _others(given: Given) -> Any:
    """The customer's other open tickets, the first few by promise.

    `key`: the severity; `label`: the reference; `text`: the subject; `kind`: the status; `since`: its next promise.
    """
    seen = Ticket.objects.visible_to(given.user).unfinished().exclude(pk=given.ticket.pk)
    same = (
        seen.filter(organization=given.ticket.organization_id)
        if given.ticket.organization_id
        else seen.filter(requester=given.ticket.requester_id, organization=None)
    )
    return _row(
        same.first_by_promise(OTHERS),
        "severity",
        label="reference",
        text="subject",
        kind="status",
        since="next_promise_at",
    )


def _own(given: Given) -> Any:
    """The reader's own replies. `key`: the reply; `kind`: `reply`; `since`: when it was written."""
    return _row(given.ticket.replies.filter(author=given.user), "pk", kind=Value("reply"), since="at")


def _own_notes(given: Given) -> Any:
    return _row(given.ticket.notes.filter(author=given.user), "pk", kind=Value("note"), since="at")


def _edited(given: Given) -> Any:
    """Replies that were edited, in the columns of the reader's own."""
    return _row(given.ticket.replies.exclude(edited_at=None), "pk", kind=Value("reply"), since="edited_at")


def _edited_notes(given: Given) -> Any:
    return _row(given.ticket.notes.exclude(edited_at=None), "pk", kind=Value("note"), since="edited_at")


def _merged(given: Given) -> Any:
    """What was merged into it. `label`: the reference; `text`: the subject."""
    return _row(given.ticket.merged.all(), "pk", label="reference", text="subject")


def _problem(given: Given) -> Any:
    """`key`: its number; `label`: its subject; `since`: when it was solved."""
    joined = Problem.objects.visible_to(given.user).filter(pk=given.ticket.problem_id or 0)
    return _row(joined, "pk", label="subject", since="solved_at")


def _calls(given: Given) -> Any:
    """The calls that nobody has answered. `key`: the page; `label`: the desk; `kind`: how they ended; `since`: when."""
    waiting = Page.objects.visible_to(given.user).waiting().filter(pk__in=given.ticket.pages.values("page"))
    return _row(waiting, "pk", label="desk__name", kind="run__ending", since="paged_at")


def _muted(given: Given) -> Any:
    """One piece if the reader muted the ticket."""
    return _row(Mute.objects.visible_to(given.user).filter(about=given.notice_key), "pk", since="at")


def _unread(given: Given) -> Any:
    """A piece for each thing that the reader's inbox says about the ticket and that is unread."""
    return _row(Notification.objects.visible_to(given.user).unread().filter(about=given.notice_key), "pk")


CUSTOMERS: dict[str, Part] = {
    "watchers": _own_watchers,
    "muted": _muted,
    "unread": _unread,
    "own": _own,
    "edited": _edited,
    "later": _later,
    "earlier": _earlier,
    "values": _shown_values,
    "readable": _readable,
}
AGENTS: dict[str, Part] = {
    **CUSTOMERS,
    "watchers": _watchers,
    "values": _values,
    "own notes": _own_notes,
    "edited notes": _edited_notes,
    "tags": _tags,
    "minutes": _minutes,
    "others": _others,
    "merged": _merged,
    "problem": _problem,
    "calls": _calls,
}
SIDES = {"agent": AGENTS, "customer": CUSTOMERS}
